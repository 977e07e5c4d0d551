"""The table of a training on your own labels: each row beside the prior and itself with its audio shuffled."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from paper_repro.core.evaluation.intervals import difference_interval, mean_interval
from paper_repro.core.evaluation.tagging import auc_scores, average_precision, precision_scores, roc_auc, scorable
from paper_repro.core.reporting.formats import number, percent, score, shown
from paper_repro.core.reporting.table import Block, Column, Table
from paper_repro.core.training.outcome import Results
from paper_repro.magnatagatune.config import ALL
from paper_repro.magnatagatune.outcome import HELD_OUT
from paper_repro.magnatagatune.own_labels.engine import NAME, label
from paper_repro.magnatagatune.own_labels.outcome import Outcome
from paper_repro.weights.catalogue import network

#: Tags that the printed table has a line for; the figure's csv has all.
MOST_TAGS = 60
PRIOR = "prior: each tag's share of training clips"


def artifact_name(data: Path, model: str) -> str:
    """Of a csv's table: its own name and the network's, so that neither takes another's place.

    Example:
        >>> artifact_name(Path("my songs.csv"), "mtt_vgg")
        'my_songs_mtt_vgg'
    """
    stem = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in data.stem)[:60]
    return f"{stem}_{model}"


def table(results: Results, model: str) -> Table:
    """What finished rows say of the clips that no training has heard."""
    rows = list(results.rows.values())
    blocks = [_main(results)]
    if len(rows) > 1:
        blocks.append(_differences(rows))
    blocks.append(_tags(rows[0]))
    notes = [
        f"ROC-AUC and average precision, mean over tags. {results.interval_note(results.corpus.unit_of_evidence)} "
        f"{HELD_OUT.capitalize()} clips: no row is trained, stopped or tuned on either, all settings are fixed (ours).",
        results.corpus.split_note,
        *_row_notes(rows),
        *_unscored(rows[0]),
        *([f"Tags left out, as they cannot be learned: {_names(results)}."] if results.corpus.left_out else []),
        results.count_note(),
    ]
    return Table(
        NAME,
        artifact_name(results.corpus.data.path, model),
        f"Your own labels: {results.corpus.data.path.name}, {len(results.corpus.tags):,} tags",
        blocks,
        notes,
        provenance(results, model),
        _lead(results),
    )


def provenance(results: Results, model: str) -> dict[str, Any]:
    """As of every table; a preset there is none, and the weights that all stands on are named."""
    known = {key: value for key, value in results.provenance.items() if key not in ("Preset", "about")}
    used = network(model)
    known["Published network"] = f"{used.name}: {used.label}, {used.trained_on}; licence: {used.wheel.licence}"
    # Programs that compare results or collect claims leave out what has no preset.
    return known


def _lead(results: Results) -> list[str]:
    last = list(results.rows.values())[-1] if len(results.rows) == 1 else _best(results)
    found, control = last.auc(HELD_OUT), last.shuffled(HELD_OUT)
    uses = "it uses the audio" if _uses_audio(last) else "that it uses the audio is not shown"
    clips = f"{results.counts['used']:,} clips of {results.corpus.data.path.name}"
    trainings = "one training" if results.options.seeds == 1 else f"{results.options.seeds} trainings"
    return [
        f"ROC-AUC over {HELD_OUT} clips: {score(found)} by {label(last.config)}, {score(control.mean)} with its audio "
        f"shuffled: {uses}.",
        f"On {clips}, {trainings} a row.",
    ]


def _best(results: Results) -> Outcome:
    """The row that the run is about: the last of the published network's."""
    return [row for row in results.rows.values() if row.config.frozen][-1]


def _uses_audio(row: Outcome) -> bool:
    return difference_interval(row.auc_scores(HELD_OUT), row.shuffled(HELD_OUT).per_clip).low > 0


def _main(results: Results) -> Block:
    rows = [_row(row) for row in results.rows.values()]
    rows.append(_prior(results, next(iter(results.rows.values()))))
    columns = [
        Column("Row", "row"),
        Column("Test ROC-AUC", "test", score),
        Column("validation and test", "held_out", score),
        Column("average precision", "precision", score),
        Column("audio shuffled", "shuffled", score),
        Column("uses audio", "listens"),
        Column("clips scored", "n"),
        Column("parameters", "parameters"),
    ]
    return Block("table", f"ROC-AUC; average precision over {HELD_OUT} clips", columns, rows)


def _row(row: Outcome) -> dict[str, Any]:
    labels, control = row.labels(HELD_OUT), row.shuffled(HELD_OUT)
    return {
        "row": label(row.config),
        "valid": row.auc("valid"),
        "test": row.auc(),
        "held_out": row.auc(HELD_OUT),
        "precision": row.precision(HELD_OUT),
        "shuffled": control.mean,
        "spread": control.spread,
        "listens": shown(_uses_audio(row)),
        "tags": int(scorable(labels).sum()),
        "n": len(labels),
        "groups": len(np.unique(row.artists(HELD_OUT))),
        "test_n": len(row.clip_ids()),
        "parameters": row.metrics[0]["parameters"],
    }


def _prior(results: Results, row: Outcome) -> dict[str, Any]:
    """What needs no sound: the same answer for each clip."""
    share = results.corpus.labels(results.corpus.parts["train"]).mean(axis=0)

    def of(split: str, values):
        labels = row.labels(split)
        return mean_interval(values(labels, np.tile(share, (len(labels), 1)), row.artists(split)))

    return {
        "row": PRIOR,
        "valid": of("valid", auc_scores),
        "test": of("test", auc_scores),
        "held_out": of(HELD_OUT, auc_scores),
        "precision": of(HELD_OUT, precision_scores),
        "shuffled": None,
        "spread": None,
        "listens": "no",
        "tags": int(scorable(row.labels(HELD_OUT)).sum()),
        "n": len(row.labels(HELD_OUT)),
        "groups": len(np.unique(row.artists(HELD_OUT))),
        "test_n": len(row.clip_ids()),
        "parameters": 0,
    }


def _differences(rows: list[Outcome]) -> Block:
    """Each row above each later one, over the same clips."""
    found = []
    for first, second in combinations(rows, 2):
        difference = difference_interval(first.auc_scores(HELD_OUT), second.auc_scores(HELD_OUT))
        found.append(
            {
                "rows": f"{label(first.config)} - {label(second.config)}",
                "difference": difference,
                "better": "first" if difference.low > 0 else "second" if difference.high < 0 else "not shown",
            }
        )
    columns = [
        Column("Rows", "rows"),
        Column("difference", "difference", number(3, signed=True)),
        Column("better", "better"),
    ]
    return Block("differences", f"Differences of ROC-AUC over {HELD_OUT} clips, paired", columns, found)


def _tags(row: Outcome) -> Block:
    labels = row.labels(HELD_OUT)
    auc, precision = row.per_tag(roc_auc, HELD_OUT), row.per_tag(average_precision, HELD_OUT)
    rows = [
        {
            "tag": tag,
            "clips": int(labels[:, number_].sum()),
            "share": float(labels[:, number_].mean()),
            "roc_auc": float(auc[number_]),
            "average_precision": float(precision[number_]),
        }
        for number_, tag in enumerate(row.tags[:MOST_TAGS])
    ]
    columns = [
        Column("Tag", "tag"),
        Column("clips with it", "clips"),
        Column("share, %", "share", percent),
        Column("ROC-AUC", "roc_auc", score),
        Column("average precision", "average_precision", score),
    ]
    more = f"; the first {MOST_TAGS} of {len(row.tags):,}" if len(row.tags) > MOST_TAGS else ""
    return Block("tags", f"Per tag, {label(row.config)}, {HELD_OUT} clips{more}", columns, rows)


def _row_notes(rows: list[Outcome]) -> list[str]:
    notes = [
        "Frozen features: the mean over a file's windows of 3 s of what the published network's last hidden layer "
        "says; the output layer, a sigmoid a tag, is trained by plain cross-entropy. Clips that the published network "
        "was itself trained on are not new to it."
    ]
    if any(row.config.layers == ALL for row in rows):
        notes.append(
            "All layers (ours): they begin as published, the output layer where the first row ended, and learn at a "
            f"rate of {rows[1].config.learning_rate:g}; batch norms stay as published."
        )
    if not rows[-1].config.frozen:
        notes.append("The paper's network: its best row in the quick preset's size; it hears the first 29 s of a file.")
    return notes


def _unscored(row: Outcome) -> list[str]:
    tags = row.unscored(HELD_OUT)
    if not tags:
        return []
    return [f"In no mean, as no {HELD_OUT} clip has them or all have: {', '.join(tags)}."]


def _names(results: Results) -> str:
    return ", ".join(f"{tag.item} ({tag.reason})" for tag in results.corpus.left_out[:MOST_TAGS])
