"""What the paper prints: numbers with their place, as data."""

from __future__ import annotations

TITLE = "Predicting a Song Title from Audio Embeddings on a Pretrained Image-captioning Network"
AUTHORS = "Avi Bleiweiss"

#: Table 1: set -> examples, shortest, longest, mean, standard deviation (words).
TABLE1 = {
    "Conceptual Captions": (1_000_000, 4, 50, 10.31, 4.67),
    "Million Songs": (515_576, 1, 135, 3.09, 1.86),
    "Free Music Archive": (106_573, 1, 28, 2.98, 2.11),
}

#: Table 2: sample titles.
TABLE2 = {
    "Million Songs": (
        "trouble in mind",
        "warm and sunny day",
        "all i want is a spoonful",
        "georgia man",
        "the world does not revolve around you",
    ),
    "Free Music Archive": (
        "peel back the mountain sky",
        "where is your love",
        "queen of the wires",
        "space power over-watch destroying evil rats",
        "too happy",
    ),
}

#: Table 3: distinct words of all titles, and of 1,000 test titles. Sec. 4.1 says 996 where the table has 966.
TABLE3 = {"Million Songs": (153_588, 966), "Free Music Archive": (79_085, 1_573)}
#: Sec. 4.1.
CAPTION_VOCABULARY = 51_201

#: Table 4: BLEU in percent at beams 1, 5, 10, 15, 20; captions by the tiles a side of the crop. The abstract says 45.1
#: of both sets' best, Sec. 5 45.6 of MSD's.
TABLE4 = {
    "captions_8": (49.9, 61.3, 51.4, 49.6, 45.3),
    "captions_4": (49.1, 56.4, 49.8, 47.4, 49.1),
    "captions_2": (50.3, 61.1, 53.3, 47.6, 44.2),
    "captions_1": (49.5, 55.4, 48.2, 43.1, 39.9),
    "msd": (25.8, 45.6, 41.9, 37.4, 33.9),
    "fma": (36.2, 45.1, 41.9, 38.7, 36.9),
}

#: Table 5: features -> AudioCaps at k = 1, this model at k = 1 and k = 5.
TABLE5 = {"msd": (34.1, 25.8, 45.6), "fma": (44.2, 36.2, 45.1)}

#: Figure 5: shares of descriptions of at most so many words (Sec. 3).
SHARES = {"Conceptual Captions": (15, 0.938), "Million Songs": (5, 0.90), "Free Music Archive": (5, 0.89)}


def parts(config) -> dict[str, int]:
    """Pictures of each part."""
    names = ("train", "valid", "test")
    total = TABLE1["Conceptual Captions"][0]
    return {name: round(share * total) for name, share in zip(names, config.fractions, strict=True)}
