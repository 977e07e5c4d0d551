"""Scenes drawn as pictures."""
