"""Sample corpora: rendered music, drawn pictures and simulated labels, written in the published formats.

They let every command run without the real data. ``write`` renders one, ``default_corpus`` renders it into the cache
folder on first use, ``registry.REGISTRY`` lists what there is. The rooms: ``music`` (composing and rendering), one
folder for each data set, and ``corpus`` (what all of them share). Importing this package imports none of the writers.
"""

from paper_repro.sample.registry import NAMES, check_loaders, default_corpus, entry_of, is_sample, source_of, write

__all__ = ["NAMES", "check_loaders", "default_corpus", "entry_of", "is_sample", "source_of", "write"]
