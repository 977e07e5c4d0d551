"""What the report prints: numbers with their place, as data."""

from __future__ import annotations

TITLE = "Automatic music tagging with music-domain text descriptions"
AUTHORS = "Kevin Zhang, Zusheng Tan, Hanyu Duan"

#: Sec. 6, the table without a number: test loss, nats a token. The report writes CLSTMA-MT as "ALSTM-MT" there.
LOSS = {"rnn": 4.08, "gru": 4.42, "lstm": 4.30, "cnn_rnn": 3.80, "cnn_gru": 3.77, "clstma": 2.89}

#: The same table in the authors' repository (README and result/result.txt): RNN and LSTM are the other way round.
LOSS_IN_REPOSITORY = {"rnn": 4.30, "gru": 4.42, "lstm": 4.08, "cnn_rnn": 3.80, "cnn_gru": 3.77, "clstma": 2.89}

#: Sec. 3.1.
CLIPS = 5521

#: For which parameters are stated: what 1,000 random rows of the published file give (3,777 to 4,013). Not in the
#: report.
VOCABULARY = 3900

#: Of the published file, counted from it: what ``audit`` holds a copy against. Not in the report.
COUNTS = {
    "clips": 5521,
    "aspects a clip, mean": 10.67,
    "aspects a clip, fewest": 1,
    "aspects a clip, most": 34,
    "distinct aspects": 13_219,
    "aspects that occur once": 9275,
    "clips that repeat an aspect": 441,
    "ids that begin with -": 107,
    "captions with a line break": 5,
    "rows of the AudioSet evaluation set": 2858,
    "excerpts of ten seconds": 5521,
}

#: What others report on the same evaluation rows, caption text, not aspects, in percent: Doh et al. 2023
#: (LP-MusicCaps), BLEU1 to 4, METEOR, ROUGE-L. Not in the report.
OTHERS = {
    "LP-MusicCaps, supervised": (28.5, 13.8, 7.6, 4.8, 20.6, 19.2),
    "LP-MusicCaps, transfer": (29.1, 14.9, 8.9, 6.0, 22.4, 21.5),
}


def parts(config) -> dict[str, int]:
    """Clips of each part: 70-15-15 (Sec. 5.1) of those that are drawn."""
    drawn = min(config.clips, CLIPS)
    return {name: round(share * drawn) for name, share in (("train", 0.7), ("valid", 0.15), ("test", 0.15))}
