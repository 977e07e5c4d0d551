"""Sample corpora for song titles: drawn pictures with captions, songs and tracks with titles."""
