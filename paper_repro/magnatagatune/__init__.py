"""Paper 4: auto-tagging in music using convolutional neural networks."""
