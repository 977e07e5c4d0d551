"""Shared Keras layers and models, on ``keras.ops`` alone: they run on TensorFlow, JAX and PyTorch."""
