"""Scenes told as captions and titles, from one grammar."""
