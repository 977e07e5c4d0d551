"""Zhang, Tan, Duan: automatic music tagging with music-domain text descriptions (2023)."""
