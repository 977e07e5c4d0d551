"""Music-tagging and captioning papers, reproduced: one folder per paper over a shared core.

Nothing heavy is imported here: ``import paper_repro`` costs milliseconds, TensorFlow starts only where it is needed.
"""

import os

# TensorFlow's C++ side writes a page of notices when it starts, unless told before; errors reach Python as exceptions.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
# Read by Keras when it is imported; without it keras.json in the user's home would choose the backend.
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

#: Name of the distribution, as in setup.cfg: the import name is taken by another project on the package index.
DISTRIBUTION = "music-tagging-papers"
__version__ = "0.1.0"
