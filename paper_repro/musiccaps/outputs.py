"""What the networks generate for test clips, scored against what was written: a block of table 1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from paper_repro.core.evaluation.baselines import most_common_tokens
from paper_repro.core.evaluation.bleu import bleu_columns, corpus_bleu
from paper_repro.core.evaluation.intervals import mean_interval
from paper_repro.core.reporting.formats import number, percent
from paper_repro.core.reporting.table import Block, Column
from paper_repro.core.training.outcome import Results
from paper_repro.musiccaps.data import SEPARATOR, aspects_of
from paper_repro.musiccaps.outcome import Outcome, used_clips
from paper_repro.musiccaps.paper import NETWORKS, SETTINGS
from paper_repro.musiccaps.ranking import Ranking
from paper_repro.musiccaps.rouge import rouge_l
from paper_repro.musiccaps.sets import set_scores


def outputs(results: Results, constants: Mapping[str, Sequence[str]]) -> Block:
    """The networks' outputs against the references; ``constants``: the list for every clip by setting, or empty.

    Where tokens are whole aspects, also how well each network ranks them all.
    """
    rows, below = [], []
    is_caption = results.options.target == "caption"
    for setting in SETTINGS:
        for name, label in NETWORKS.items():
            row = results.rows[f"{name}-{setting}"]
            rows.append({"model": label, "setting": SETTINGS[setting], **quality(row, is_caption)})
        constant = constants[setting]
        if constant:
            rows.append({"setting": SETTINGS[setting], **_constant(constant, row), **_by_frequency(results, row)})
            below.append(f"Top {len(constant)} {SETTINGS[setting]}: {', '.join(constant)}.")
    scores = (
        [("bleu1", "BLEU1"), ("bleu2", "BLEU2"), ("bleu3", "BLEU3"), ("bleu4", "BLEU4"), ("rouge", "ROUGE-L")]
        if is_caption
        else [
            ("bleu1", "BLEU1"),
            ("bleu2", "BLEU2"),
            ("precision", "Precision"),
            ("recall", "Recall"),
            ("f1", "F1"),
            *([("ap", "Average precision"), ("ap_shuffled", "Shuffled")] if _ranks(row) else []),
        ]
    )
    columns = [
        Column("Model", "model"),
        Column("Setting", "setting"),
        *(Column(header, key, percent) for key, header in scores),
        Column("Tokens generated", "length", number(1)),
        Column("Written", "written", number(1)),
        Column("Distinct outputs", "distinct", percent),
    ]
    what = "BLEU of all clips together" if is_caption else "BLEU: mean of clips; precision, recall, F1: sets of aspects"
    return Block("said", f"Outputs for test clips, greedy, in percent ({what})", columns, rows, below)


def quality(row: Outcome, is_caption: bool) -> dict:
    """Scores of a row's outputs, means over seeds: of lists with intervals over clips, of captions of all together."""
    counts = {
        "length": float(row.lengths("prediction").mean()),
        "written": float(row.lengths("reference").mean()),
        "distinct": row.distinct_share(),
    }
    if not is_caption:
        ranked = {"ap": "average_precision", "ap_shuffled": "average_precision_shuffled"} if _ranks(row) else {}
        columns = {key: key for key in ("bleu1", "bleu2", "precision", "recall", "f1")} | ranked
        return {**{key: row.mean(column) for key, column in columns.items()}, **counts}
    written = row.lists("reference")
    seeds = [row.lists("prediction", seed=seed) for seed in range(len(row.runs))]
    references = [[tokens] for tokens in written]
    bleu = {
        f"bleu{order}": float(np.mean([corpus_bleu(references, one, order) for one in seeds])) for order in (1, 2, 3, 4)
    }
    return {**bleu, "rouge": float(np.mean([rouge_l(written, one) for one in seeds])), **counts}


def _ranks(row: Outcome) -> bool:
    """Whether the row's networks rank aspects: where a token is a word, it names none."""
    return row.config.target == "aspects" and row.config.tokens == "aspect"


def _by_frequency(results: Results, row: Outcome) -> dict:
    """Average precision of the aspects of training, the most frequent first, alike for every clip."""
    if not _ranks(row):
        return {}
    lists = results.corpus.token_lists(row.config)
    train = [aspects_of(lists[clip], row.config) for clip in used_clips(results, row.config)["train"]]
    names = most_common_tokens(train, sum(map(len, train)))
    written = [set(aspects_of(tokens, row.config)) for tokens in row.lists("reference")]
    scores = np.tile(-np.arange(len(names), dtype=float), (len(written), 1))
    return {"ap": mean_interval(Ranking.of(scores, names, written).average_precision()), "ap_shuffled": float("nan")}


def _constant(top: Sequence[str], row: Outcome) -> dict:
    """The same list for every clip, scored as the networks' are."""
    written = row.lists("reference")
    outputs = [list(top) if row.config.tokens == "aspect" else f" {SEPARATOR} ".join(top).split()] * len(written)
    sets = set_scores([(set(top), set(aspects_of(tokens, row.config))) for tokens in written])
    bleu = bleu_columns([(tokens,) for tokens in written], outputs)
    scores = {**sets, "bleu1": np.array(bleu["bleu1"]), "bleu2": np.array(bleu["bleu2"])}
    return {
        "model": f"top {len(top)} for every clip, audio-free",
        **{key: mean_interval(values) for key, values in scores.items()},
        "length": float(len(outputs[0])),
        "written": float(np.mean([len(tokens) for tokens in written])),
        "distinct": 1 / len(written),
    }
