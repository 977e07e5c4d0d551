"""Sample corpus in CAL500exp's format: rendered songs with sections, simulated segment labels."""
