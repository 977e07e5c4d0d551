"""Music autotagging as captioning (Cai, Mandel, He)."""
