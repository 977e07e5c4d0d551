"""The smallest paper that trains: what is tried on it needs seconds, and workers of a cluster can import it."""
