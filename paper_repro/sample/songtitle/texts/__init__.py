"""Captions and titles of scenes, from one grammar."""
