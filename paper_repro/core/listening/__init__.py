"""Whole files in windows: what a network hears, what it says of each window, and what that makes of the whole."""
