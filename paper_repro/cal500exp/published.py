"""What the report prints: numbers with their place, as data."""

from __future__ import annotations

TITLE = "From Music to Semantics: Automatically Generating Time-Varying Semantic Tags from Music"
AUTHORS = "Tong Shan"

#: Table 1: its nine examples, as the published columns spell them without their prefixes.
TABLE1 = (
    "Angry_/_Agressive",
    "Calming_/_Soothing",
    "Cheerful_/_Festive",
    "Acoustic_Guitar",
    "Drum_Machine",
    "Bass",
    "Breathy",
    "Duet",
    "High-pitched",
)

#: Figure 4: mean average accuracy of each emotion (CNN+LSTM, CNN), in the order of the published columns. Read off the
#: printed bars, to about .003.
FIGURE4 = {
    "Angry": (0.838, 0.731),
    "Arousing": (0.427, 0.592),
    "Bizarre": (0.769, 0.173),
    "Calming": (0.619, 0.531),
    "Carefree": (0.259, 0.475),
    "Cheerful": (0.648, 0.627),
    "Passionate": (0.468, 0.411),
    "Exciting": (0.590, 0.552),
    "Happy": (0.544, 0.684),
    "Mellow": (0.434, 0.445),
    "Light": (0.431, 0.683),
    "Romantic": (0.205, 0.759),
    "Pleasant": (0.558, 0.481),
    "Positive": (0.323, 0.709),
    "Powerful": (0.372, 0.373),
    "Sad": (0.889, 0.833),
    "Tender": (0.601, 0.516),
    "Touching": (0.301, 0.387),
}

#: Means of these bars over the emotions: (CNN+LSTM, CNN).
MEANS = tuple(sum(bars) / len(FIGURE4) for bars in zip(*FIGURE4.values(), strict=True))

#: Of the published labels, from their own files: what ``audit`` holds a copy against. The report has the 500 tracks,
#: the 67 tags, 6.4 segments a track (Sec. 2) and the 18 emotions (Sec. 3.3).
COUNTS = {
    "clips": 500,
    "segments": 3223,
    "segments a track, mean": 6.446,
    "tags": 67,
    "emotions": 18,
    "positive rate of the emotions": 0.351,
    "tracks labelled from their start on": 184,
    "labelled share of a track, median": 0.234,
    "tracks shorter than a window": 3,
}

#: Of a track, mean over the published durations. Not in the report.
SECONDS = 192


def parts(config) -> dict[str, int]:
    """Tracks of each part (Sec. 3.4)."""
    names = ("train", "valid", "test")
    return {name: round(share * COUNTS["clips"]) for name, share in zip(names, config.fractions, strict=True)}
