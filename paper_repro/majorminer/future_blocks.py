"""Blocks of the tables ``future`` and ``future_real``: captions, tags, rare tags, attention over time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from paper_repro.core.evaluation.intervals import difference_interval, mean_interval
from paper_repro.core.reporting.claims import Condition, claims_blocks
from paper_repro.core.reporting.formats import number, percent, score
from paper_repro.core.reporting.future import Tried, future_block, tried_finding
from paper_repro.core.reporting.table import Block, Column, Table
from paper_repro.core.training.outcome import Results
from paper_repro.majorminer import published, tagging
from paper_repro.majorminer.future_claims import CLAIMS
from paper_repro.majorminer.future_evidence import TAGGING, Evidence
from paper_repro.majorminer.locality_scores import LEAST, MOST

_points, _score = number(1, scale=100, signed=True), number(3, signed=True)


def table(evidence: Evidence, name: str, title: str, notes: Sequence[str]) -> Table:
    """The table of all blocks; ``notes`` come before those on the scores."""
    results: Results = evidence.results
    claims = claims_blocks(CLAIMS, Condition(evidence))
    blocks = [_captions(evidence), _tags(evidence), _rare(evidence), *_locality(evidence), *claims]
    if results.options.preset == "smoke":
        notes = ["SMOKE PRESET: these numbers mean nothing; they show that everything runs.", *notes]
    lead = (tried_finding(claims), results.lead())
    title = f"What the authors of «{published.TITLE}» would try next: {title}"
    return Table("majorminer", name, title, blocks, [*notes, *_notes(evidence)], results.provenance, lead)


def _tried(evidence: Evidence, row: str, wish: str = "", place: str = "", **scores) -> Tried:
    outcome = evidence.results.rows[row]
    return Tried(
        wish,
        place,
        evidence.labels[row],
        parameters=outcome.metrics[0]["parameters"],
        step_ms=outcome.step_ms(),
        **scores,
    )


def _captions(evidence: Evidence) -> Block:
    of, constant = evidence.of, evidence.constant.scores["bleu2"]
    wishes = {
        of.transformer: (of.lstm, "Transformer decoder", "Sec. 6"),
        of.pretrained: (of.few, "masked tags first, few clips", "Sec. 6"),
        of.balanced: (of.lstm, "balanced loss, cost in captions", "Sec. 5, 6"),
    }
    rows = []
    for row in evidence.rows:
        without, *wish = wishes.get(row, ("",))
        scores = evidence.bleu2(row)
        rows.append(_tried(
            evidence, row, *wish, score=mean_interval(scores), trivial=difference_interval(scores, constant),
            shuffled=difference_interval(scores, evidence.bleu2_shuffled(row)),
            **({"gain": difference_interval(scores, evidence.bleu2(without))} if without in evidence.rows else {}),
        ))  # fmt: skip
    return future_block(rows, "BLEU2, %", percent, _points, heading="Captions of test clips: standard BLEU2, percent")


def _tags(evidence: Evidence) -> Block:
    rows = [
        {"row": evidence.labels[row],
         **{key: mean_interval(evidence.tags(row, key)) for key in TAGGING}}
        for row in evidence.rows
    ]  # fmt: skip
    rows += [
        {"row": f"{evidence.labels[evidence.of.lstm]}, shuffled",
         **{key: float(np.mean(evidence.tags_shuffled(evidence.of.lstm, key))) for key in TAGGING}},
        {"row": "commonest training tags",
         **{key: float(np.mean(evidence.tags_popular(key))) for key in TAGGING}},
    ]  # fmt: skip
    columns = [Column("Row", "row"), *(Column(header, key, score) for key, header in TAGGING.items())]
    truth = evidence.truth
    below = [
        f"{truth.scored.sum()} of {len(truth.tags):,} tags of training have a ROC-AUC: those of {tagging.LEAST_CLIPS} "
        f"test clips or more; the rarer half of them by training clips: {truth.rare.sum()}.",
    ]
    return Block("tagging", "Metrics of taggers (Sec. 4): a captioner's tags, ranked", columns, rows, below)


def _rare(evidence: Evidence) -> Block:
    of, key = evidence.of, "auc_rare"
    lstm = evidence.tags(of.lstm, key)
    rows = []
    for row, wish in ((of.lstm, ()), (of.balanced, ("balanced loss, rare tags", "Sec. 5, 6"))):
        scores = evidence.tags(row, key)
        rows.append(_tried(
            evidence, row, *wish, score=mean_interval(scores),
            trivial=difference_interval(scores, evidence.tags_popular(key)),
            shuffled=difference_interval(scores, evidence.tags_shuffled(row, key)),
            **({"gain": difference_interval(scores, lstm)} if wish else {}),
        ))  # fmt: skip
    block = future_block(rows, "ROC-AUC", score, _score, key="rare", heading="Rare tags: ROC-AUC of the rarer half")
    said = [
        f"Of a clip's tags of the rarer half its caption says, in percent: "
        f"{evidence.labels[row]} {percent(mean_interval(evidence.rare_said(row)))}."
        for row in (of.lstm, of.balanced)
    ]
    return Block(block.key, block.heading, block.columns, block.rows, said)


def _locality(evidence: Evidence) -> Iterator[Block]:
    wish, place = "tags' places in time, by attention", "Sec. 4, 6"
    header, heading = "Attention, %", "Attention while the tag that is said sounds, percent of all"
    write = {"write": percent, "signed": _points, "key": "locality", "heading": heading}
    if evidence.no_time:
        yield future_block([Tried(wish, place, "attention over time", missing=evidence.no_time)], header, **write)
        return
    rows, below = [], []
    for row in (evidence.of.lstm, evidence.of.gru, evidence.of.transformer):
        if row not in evidence.results.rows:
            continue
        local = evidence.locality(row)
        rows.append(_tried(
            evidence, row, wish, place, score=mean_interval(local.own()),
            trivial=difference_interval(local.own(), local.uniform()),
            shuffled=difference_interval(local.own(), local.of_others()),
        ))  # fmt: skip
        tags = np.mean([len(of_seed) for of_seed in local.said])
        below.append(
            f"{rows[-1].label}: {len(local.clips)} test clips, {tags:.0f} tags said of a sound that is heard in "
            f"{100 * LEAST:.0f} to {100 * MOST:.0f} % of the clip. All attention on the frame where it sounds most "
            f"would give {percent(mean_interval(local.best()))}."
        )
    block = future_block(rows, header, **write)
    yield Block(block.key, block.heading, block.columns, block.rows, below)


def _notes(evidence: Evidence) -> list[str]:
    constant = evidence.constant
    pretrained = evidence.results.rows[evidence.of.pretrained]
    told, commonest = (
        float(np.mean([metrics[key] for metrics in pretrained.metrics]))
        for key in ("masked_tags_told", "masked_tags_commonest")
    )
    return [
        f"Trivial baseline of captions: {constant.name} ({', '.join(constant.caption)}), of the best common tags and "
        "the best chain on validation the one that is better on test. Shuffled: captions, or tags, of other clips.",
        f"Few clips: {pretrained.config.few} training clips are heard. Masked tags first: the decoder alone learns the "
        f"captions of all training clips, {percent(pretrained.config.hidden_tags)} % of their tags hidden, from both "
        f"sides; of validation captions it then tells {percent(told)} % of hidden tags (the commonest tag: "
        f"{percent(commonest)} %). Captions of validation and test clips are not learned.",
        "A tag's probability: that some step of the captioner's own caption says it, 1 - product of (1 - p) over its "
        f"steps. Precision, recall: of the {tagging.K} likeliest tags. nDCG: tags as the caption says them, then by "
        "probability; a tag's gain is 1 / its place in a player's caption, mean over the clip's captions.",
        f"Balanced loss: tags by their effective number (Cui et al. 2019), beta = "
        f"{evidence.results.rows[evidence.of.balanced].config.balance:g} (ours).",
        f"Steps in milliseconds of the machine that trained, batches of "
        f"{evidence.results.rows[evidence.of.lstm].config.batch_size} clips, of "
        f"{pretrained.config.batch_size} where clips are few.",
        evidence.results.interval_note(),
        evidence.results.count_note(),
    ]
