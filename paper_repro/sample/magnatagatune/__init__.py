"""Sample corpus in MagnaTagATune's format: excerpts of rendered recordings, simulated tags."""
