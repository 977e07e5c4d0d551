"""A toy paper: the smallest that has everything."""
