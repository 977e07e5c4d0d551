"""Tables, figures, searches and grids: generated, never typed."""
