"""Sample corpus in MusicCaps' format: rendered excerpts, simulated captions."""
