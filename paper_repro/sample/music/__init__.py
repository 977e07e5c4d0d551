"""The music engine: pieces composed from a seed, and their sound through a General MIDI soundfont."""
