"""The numbers that a paper prints, where a part of a claim asks for them: shown beside what came out here.

Parts are named after rows of the papers' tables, or two of them with `` - `` between. A paper's function gives the
printed value of a name, None where the paper has none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from paper_repro.core.reporting.board import Entry
from paper_repro.papers import PAPERS

magnatagatune, majorminer, musiccaps = (
    PAPERS[name].module("paper") for name in ("magnatagatune", "majorminer", "musiccaps")
)
magnatagatune_published, majorminer_published, musiccaps_published, songtitle_published = (
    PAPERS[name].module("published") for name in ("magnatagatune", "majorminer", "musiccaps", "songtitle")
)

Find = Callable[[str], float | None]


def printed_value(entry: Entry, part: str) -> float | None:
    """What the paper prints for a part of a claim, in the part's own unit before scaling; None where it prints nothing.

    Entries on published labels are the paper's own numbers, and losses under other rules than the paper's have no
    printed counterpart.
    """
    if entry.data == "published" or entry.condition == "Like for like":
        return None
    if entry.paper == "majorminer":
        return _majorminer(entry, part)
    find = {"musiccaps": _loss, "magnatagatune": _roc_auc, "songtitle": _songtitle}.get(entry.paper)
    return _value(part, find) if find else None


def _value(name: str, find: Find) -> float | None:
    """Of a row, or of the difference of two."""
    whole = find(name)
    if whole is not None:
        return whole
    terms = [find(term) for term in name.split(" - ")]
    return terms[0] - terms[1] if len(terms) == 2 and None not in terms else None


def _inverse(labels: Mapping[str, str]) -> dict[str, str]:
    return {label: key for key, label in labels.items()}


def _loss(label: str) -> float | None:
    return musiccaps_published.LOSS.get(_inverse(musiccaps.NETWORKS).get(label, ""))


def _roc_auc(label: str) -> float | None:
    tables = {**magnatagatune_published.TABLE2, **magnatagatune_published.TABLE3}
    rows = {**magnatagatune.TABLE2, **magnatagatune.TABLE3}
    key = _inverse({key: row.label for key, row in rows.items()}).get(label, "")
    return tables[key][1] if key in tables else None


def _majorminer(entry: Entry, part: str) -> float | None:
    """Sec. 4 and 5 compare sides that are scored by different rules: only under the paper's own is that printed."""
    if entry.key in ("top_k", "annotators", "upper_bound"):
        if entry.condition != "By the paper's rules":
            return None
        other = majorminer_published.TOP_K if entry.key == "top_k" else majorminer_published.INTER_ANNOTATOR
        order = 2 if "BLEU2" in part else 1
        best = majorminer_published.TABLE1["musicnn_lstm"]["multiple"][order - 1]
        return best - other[f"bleu{order}"]
    labels = _inverse({key: row.label for key, row in majorminer.ROWS.items()})
    match = re.fullmatch(r"BLEU1, (?P<first>[^,:]+) - (?P<second>[^,:]+)", part)
    if match and entry.key == "encoders":
        return _difference(*((labels.get(match[side], ""), "multiple") for side in ("first", "second")))
    match = re.fullmatch(r"BLEU1, (?P<row>[^,:]+), multiple - one", part)
    if match and entry.key == "multiple":
        row = labels.get(match["row"], "")
        return _difference((row, "multiple"), (row, "one"))
    match = re.fullmatch(r"BLEU1, (?P<encoder>[^,:]+), (?P<captions>one|multiple): LSTM - GRU", part)
    if match:
        sides = ((labels.get(f"{match['encoder']} + {decoder}", ""), match["captions"]) for decoder in ("LSTM", "GRU"))
        return _difference(*sides)
    return None


def _difference(first: tuple[str, str], second: tuple[str, str]) -> float | None:
    """BLEU1 of one row of table 1 less that of another."""
    cells = [majorminer_published.TABLE1.get(row, {}).get(captions, (None,))[0] for row, captions in (first, second)]
    return None if None in cells else cells[0] - cells[1]


#: Rows of table 4 as the parts of its claims name them.
_ROWS = {
    "captions, 8 x 8 tiles": "captions_8",
    "captions, 4 x 4 tiles": "captions_4",
    "captions, 2 x 2 tiles": "captions_2",
    "captions, whole crop": "captions_1",
    "MSD, timbre": "msd",
    "FMA, spectrogram": "fma",
}
_BEAMS = ("greedy", "5 beams", "10 beams", "15 beams", "20 beams")


def _songtitle(name: str) -> float | None:
    """Differences of table 4: between beam sizes of a row, and between the two sets of songs at five."""
    table = {row: dict(zip(_BEAMS, scores, strict=True)) for row, scores in songtitle_published.TABLE4.items()}
    if name == "MSD - FMA at 5 beams":
        return (table["msd"]["5 beams"] - table["fma"]["5 beams"]) / 100.0
    row, _, sizes = name.partition(": ")
    first, _, second = sizes.partition(" - ")
    scores = table.get(_ROWS.get(row, ""), {})
    return (scores[first] - scores[second]) / 100.0 if first in scores and second in scores else None
