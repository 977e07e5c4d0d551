"""Predicting a song title from audio embeddings on a pretrained image-captioning network (Bleiweiss)."""
