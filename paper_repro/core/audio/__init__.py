"""Sound files to features: decoding, resampling, spectrograms, and the settings that decide them."""
