"""Sample corpus in MajorMiner's format: rendered clips, simulated players."""
