"""Tags and words as token ids."""
