"""Keras layers, losses, encoders, decoders and search, on keras.ops only."""
