"""Table 4: BLEU of captions and titles by beam size, and how much of it is more than common words.

    python -m paper_repro.songtitle.table4                               sample corpus, quick preset
    python -m paper_repro.songtitle.table4 --data DIR --preset paper     your copies, published settings
    python -m paper_repro.songtitle.table4 --data DIR --encoder efficientnet_lite0 --glove FILE     for two cores

One training, then every picture and song through every beam size: about 14 minutes on 2 cores with the quick preset
once the sample corpus is rendered (its first use: about 4 minutes), 3 where the captioner is trained; seconds where all
is there. With DIR: conceptual_captions/ or flickr8k/, and of msd/, fma/, nottingham/, magnatune_songs/ and songs/ those
you have.

Expect on the sample corpus, quick preset: a captioner that is far worse with another picture and far below the words'
frequencies in loss; captions of whole crops far above other pictures' captions, and, ranked by their mean
log-probability, above constants too, which without that beat them by their length; titles no better than another
song's.
Files: results/songtitle/table4.{md,csv,json}; on real files table4_real.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version

from paper_repro.core.command_line import Options, run_script
from paper_repro.core.evaluation.claims import NATS, Part, above, all_of, judge
from paper_repro.core.evaluation.intervals import Interval
from paper_repro.core.reporting.claims import Condition, claims_blocks, found
from paper_repro.core.reporting.formats import nats, number, percent
from paper_repro.core.reporting.table import Block, Column, Table
from paper_repro.songtitle import published
from paper_repro.songtitle.claims import CLAIMS
from paper_repro.songtitle.config import BEAMS
from paper_repro.songtitle.data import SONGS
from paper_repro.songtitle.domain_claims import more_than_common_words
from paper_repro.songtitle.options import TitleOptions
from paper_repro.songtitle.paper import CAPTIONER
from paper_repro.songtitle.title_scores import penalized
from paper_repro.songtitle.transferred import BEST_CONSTANT, CONSTANT, NAMES, SHUFFLED, Transfer, run_transfer
from paper_repro.songtitle.untested import UNTESTED

#: Constants that are printed, by their words.
SHOWN = (1, 2, 3, 5, 10)
#: Songs of each set whose titles are printed, and the beams of the search.
EXAMPLES, ASKED = 8, 5


def table(options: Options) -> Table:
    transfer = run_transfer(options)
    claims = claims_blocks(CLAIMS, Condition(transfer), untested=UNTESTED)
    blocks = [
        _main(transfer), _paper(), *claims, _beside(transfer), _rivals(transfer), _constants(transfer),
        _captioner(transfer), _said(transfer),
    ]  # fmt: skip
    notes = [
        "BLEU as published: unigram precision without a brevity penalty, mean over items (of a picture in tiles, mean "
        f"over its tiles), in percent. {transfer.captioner.interval_note('pictures or titles')}",
        *transfer.paper_note(),
        "Best: the hypothesis that the search ranks first. Best of k: the one of the k that scores best, which nobody "
        "can know (an oracle). Hypotheses are ranked by their probability "
        f"(length penalty {transfer.settings.length_penalty:g}), which prefers short ones; in our row by the mean of "
        f"their words' log-probabilities ({transfer.settings.corrected_penalty:g}).",
        "Constants: the commonest words of the training captions for every item. Without a brevity penalty one common "
        "word beats every caption, so answers are held against the constant that is as long as they are on average, "
        "and with the penalty against the constant that is best on the very row.",
        "Shuffled: each item's answer scored against another's title, mean over 20 permutations.",
        "Distinct answers and the best epoch are those of the first seed's captioner, all else is of all seeds. A "
        "picture with several captions is scored against all of them, a song against its one title.",
        *([f"Standardised timbre: by {transfer.metrics['timbre_basis']}."] if transfer.metrics["timbre_basis"] else []),
        transfer.left_out_note(),
        *transfer.sources(),
        f"unigram precision|mean of items|no brevity penalty|tok:words; penalised: bleu1|nltk:{version('nltk')}",
        transfer.captioner.count_note(),
    ]
    title = f"Table 4 of «{published.TITLE}», regenerated{transfer.on}"
    lead = [found(claims), transfer.lead()]
    return Table("songtitle", f"table4{transfer.suffix}", title, blocks, notes, transfer.provenance, lead)


#: What a row of a block is: the name of one of the transfer's rows.
ROW = Column("Input", NAMES.get, key="row")


def _main(transfer: Transfer) -> Block:
    columns = [ROW, Column("n", transfer.items, key="n")]
    for at, beams in enumerate(BEAMS):
        columns += [
            Column(_header(beams), lambda row, beams=beams: transfer.score(row, beams), percent, f"k{beams}"),
            Column("", lambda row, at=at: _published(row, at), percent, f"published{beams}"),
        ]
    return Block("table", "BLEU (unigram precision), %", columns, transfer.rows)


def _paper() -> Block:
    columns = [ROW]
    columns += [
        Column(_header(beams), lambda row, at=at: _published(row, at), percent, f"k{beams}")
        for at, beams in enumerate(BEAMS)
    ]
    return Block("paper", "The paper's numbers, of its own data, %", columns, list(published.TABLE4))


def _header(beams: int) -> str:
    return "greedy" if beams == 1 else f"{beams} beams"


def _published(row: str, at: int) -> float | None:
    return published.TABLE4[row][at] / 100 if row in published.TABLE4 else None


@dataclass(frozen=True)
class Searched:
    """A row under one beam size."""

    transfer: Transfer
    row: str
    beams: int

    def mean(self, name: str) -> float:
        return self.transfer.score(self.row, self.beams, name).value

    def above(self, rival: str) -> Interval:
        return self.transfer.above(self.row, self.beams, rival)

    @property
    def distinct(self) -> str:
        part = self.transfer.part(self.row, self.beams)
        return f"{part['said'].nunique()} of {len(part)}"

    @cached_property
    def verdict(self) -> str:
        return judge(more_than_common_words(self.transfer, self.row, self.beams)).verdict.value


def _searched(transfer: Transfer) -> list[Searched]:
    return [Searched(transfer, row, beams) for row in transfer.rows for beams in BEAMS]


#: Rows of both blocks on what stands behind the scores.
SEARCHED = (Column("Input", lambda row: NAMES[row.row], key="row"), Column("k", "beams"))


def _beside(transfer: Transfer) -> Block:
    columns = [
        *SEARCHED,
        Column("best", lambda row: row.mean("precision"), percent, "best"),
        Column("best of k", lambda row: row.mean("oracle"), percent, "oracle"),
        Column("with brevity penalty", lambda row: row.mean("penalized"), percent, "penalized"),
        Column("shuffled", lambda row: row.mean("shuffled"), percent, "shuffled"),
        Column("mean length", lambda row: row.mean("length"), number(1), "length"),
        Column("distinct answers", "distinct"),
    ]
    return Block("beside", "What stands behind the scores, %", columns, _searched(transfer))


def _rivals(transfer: Transfer) -> Block:
    columns = [
        *SEARCHED,
        Column("above shuffled", lambda row: row.above(SHUFFLED), percent, "over"),
        Column("words of the constant of that length", lambda row: transfer.same_length(row.row, row.beams), key="k"),
        Column("above it", lambda row: row.above(CONSTANT), percent, "above"),
        Column("words of the best constant", lambda row: transfer.best_constant(row.row), key="best_k"),
        Column("above it, with penalty", lambda row: row.above(BEST_CONSTANT), percent, "penalised"),
        Column("more than common words", "verdict"),
    ]
    return Block("rivals", "More than common words? Differences of the same items, %", columns, _searched(transfer))


def _constants(transfer: Transfer) -> Block:
    def mean(k: int, *score):
        return lambda row: float(transfer.constant(row, k, *score).mean())

    columns = [ROW]
    for k in SHOWN:
        words = " ".join(transfer.commonest[:k])
        columns += [
            Column(f"«{words}»", mean(k), percent, f"k{k}"),
            Column("with brevity penalty", mean(k, penalized), percent, f"penalized{k}"),
        ]
    heading = "The same answer for every item: the commonest words of the training captions, %"
    return Block("constants", heading, columns, transfer.rows)


def _captioner(transfer: Transfer) -> Block:
    row = transfer.captioner.rows[CAPTIONER]
    metrics = row.metrics[0]
    uses_image = all_of(
        Part.difference("below the words' frequencies", row.losses("loss_frequency"), row.losses(), above(), NATS),
        Part.difference("lost by another picture", row.losses("loss_shuffled"), row.losses(), above(), NATS),
    )
    cells = {
        "loss": row.loss(),
        "below": row.below_frequency(),
        "lost": row.lost_by_shuffling(),
        "verdict": judge(uses_image).verdict.value,
        "epoch": metrics["best_epoch"],
        "vocabulary": metrics["vocabulary"],
        "unknown": metrics["unknown_share"],
        "parameters": metrics["parameters"],
        "n": metrics["test_n"],
    }
    columns = [
        Column("test loss, nats a word", "loss", nats),
        Column("below the words' frequencies", "below", nats),
        Column("lost by another picture", "lost", nats),
        Column("captions use the picture", "verdict"),
        Column("best epoch", "epoch"),
        Column("vocabulary", "vocabulary"),
        Column("test words not in it, %", "unknown", percent),
        Column("parameters", "parameters"),
        Column("test pictures", "n"),
    ]
    return Block("captioner", "The captioner itself", columns, [cells])


def _said(transfer: Transfer) -> Block:
    """The songs as they come, none chosen."""
    rows = [
        {"row": row, "title": " ".join(json.loads(song.reference)[0]), "said": song.said}
        for row in SONGS
        if row in transfer.rows
        for song in transfer.part(row, ASKED).head(EXAMPLES).itertuples()
    ]
    columns = [
        Column("Input", lambda song: NAMES[song["row"]], key="row"),
        Column("title", "title"),
        Column(f"title by the captioner, {ASKED} beams", "said"),
    ]
    heading = f"The first {EXAMPLES} test songs of each set, the first training's titles"
    return Block("said", heading, columns, rows)


if __name__ == "__main__":
    run_script(table, __doc__, kind=TitleOptions)
