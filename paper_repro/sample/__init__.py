"""The sample corpus: short pieces composed from a seed, rendered with a soundfont, written in the published formats.

A piece goes ``compose`` -> ``render`` -> ``recording`` to become sound, and ``tags`` -> ``players`` (MajorMiner) or
``magnatagatune_tags`` to become words.
"""
