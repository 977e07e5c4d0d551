"""Table 4: BLEU of captions and titles by beam size, and how much of it is more than common words.

    python -m paper_repro.songtitle.table4                               sample corpus, quick preset
    python -m paper_repro.songtitle.table4 --data DIR --preset paper     your copies, published settings

One training, then every picture and song through every beam size: about 12 minutes on 2 cores with the quick preset
once the sample corpus is rendered (its first use: about 4 minutes), 3 where the captioner is trained; seconds where all
is there. With DIR: conceptual_captions/ or flickr8k/, and of msd/, fma/ and nottingham/ those you have.

Expect on the sample corpus, quick preset: a captioner that is far worse with another picture and far below the words'
frequencies in loss; captions of whole crops far above other pictures' captions, and, ranked by their mean
log-probability, above constants too, which without that beat them by their length; titles no better than another
song's.
Files: results/songtitle/table4.{md,csv,json}; of real sets table4_published.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version

from paper_repro.core.command_line import Options, run_script
from paper_repro.core.evaluation.intervals import Interval
from paper_repro.core.reporting.claims import Condition, claims_block
from paper_repro.core.reporting.formats import nats, number, percent, shown
from paper_repro.core.reporting.table import Block, Column, Table
from paper_repro.songtitle import published
from paper_repro.songtitle.claims import CLAIMS
from paper_repro.songtitle.config import BEAMS
from paper_repro.songtitle.options import TitleOptions
from paper_repro.songtitle.paper import CAPTIONER
from paper_repro.songtitle.title_scores import penalized
from paper_repro.songtitle.transferred import NAMES, Transfer, run_transfer

#: Constants that are printed, by their words.
SHOWN = (1, 2, 3, 5, 10)


def table(options: Options) -> Table:
    transfer = run_transfer(options)
    claims = claims_block(CLAIMS, Condition(transfer, evidence_header="Evidence"))
    blocks = [_main(transfer), _beside(transfer), _constants(transfer), claims, _captioner(transfer)]
    notes = [
        "BLEU as published: unigram precision without a brevity penalty, mean over items (of a picture in tiles, mean "
        "over its tiles), in percent; 95 % bootstrap intervals over items, and over seeds where there are several.",
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
        f"unigram precision|mean of items|no brevity penalty|tok:words; penalised: bleu1|nltk:{version('nltk')}",
        transfer.captioner.count_note(),
    ]
    title = f"Table 4 of «{published.TITLE}», regenerated"
    return Table("songtitle", f"table4{transfer.suffix}", title, blocks, notes, transfer.provenance)


#: What a row of the first and third block is: the name of one of the transfer's rows.
ROW = Column("What is named", NAMES.get, key="row")


def _main(transfer: Transfer) -> Block:
    columns = [ROW, Column("n", lambda row: transfer.metrics["items"][row], key="n")]
    for at, beams in enumerate(BEAMS):
        header = "greedy" if beams == 1 else f"{beams} beams"
        columns += [
            Column(header, lambda row, beams=beams: transfer.score(row, beams), percent, f"k{beams}"),
            Column("published", lambda row, at=at: _published(row, at), percent, f"published{beams}"),
        ]
    return Block("table", "BLEU (unigram precision), %", columns, transfer.rows)


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

    @cached_property
    def above_shuffled(self) -> Interval:
        return self.transfer.above_shuffled(self.row, self.beams)

    @cached_property
    def above_constant(self) -> Interval:
        return self.transfer.above_constant(self.row, self.beams)

    @cached_property
    def above_best_constant(self) -> Interval:
        return self.transfer.above_best_constant(self.row, self.beams)

    @property
    def distinct(self) -> str:
        part = self.transfer.part(self.row, self.beams)
        return f"{part['said'].nunique()} of {len(part)}"

    @property
    def more_than_common_words(self) -> bool:
        return min(self.above_constant.low, self.above_shuffled.low, self.above_best_constant.low) > 0


def _beside(transfer: Transfer) -> Block:
    columns = [
        Column("What is named", lambda row: NAMES[row.row], key="row"),
        Column("k", "beams"),
        Column("best", lambda row: row.mean("precision"), percent, "best"),
        Column("best of k", lambda row: row.mean("oracle"), percent, "oracle"),
        Column("with brevity penalty", lambda row: row.mean("penalized"), percent, "penalized"),
        Column("mean length", lambda row: row.mean("length"), number(1), "length"),
        Column("distinct answers", "distinct"),
        Column("shuffled", lambda row: row.mean("shuffled"), percent, "shuffled"),
        Column("above shuffled", "above_shuffled", percent, "over"),
        Column("words of the constant of that length", lambda row: transfer.same_length(row.row, row.beams), key="k"),
        Column("above it", "above_constant", percent, "above"),
        Column("words of the best constant", lambda row: transfer.best_constant(row.row), key="best_k"),
        Column("above it, with penalty", "above_best_constant", percent, "penalised"),
        Column("more than common words", lambda row: shown(row.more_than_common_words), key="verdict"),
    ]
    rows = [Searched(transfer, row, beams) for row in transfer.rows for beams in BEAMS]
    return Block("beside", "What stands behind the scores, %", columns, rows)


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
    metrics, lost, below = row.metrics[0], row.lost_by_shuffling(), row.below_frequency()
    cells = {
        "loss": row.loss(),
        "below": below,
        "lost": lost,
        "verdict": shown(min(below.low, lost.low) > 0),
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
        Column("uses image", "verdict"),
        Column("best epoch", "epoch"),
        Column("vocabulary", "vocabulary"),
        Column("test words not in it, %", "unknown", percent),
        Column("parameters", "parameters"),
        Column("test pictures", "n"),
    ]
    return Block("captioner", "The captioner itself", columns, [cells])


if __name__ == "__main__":
    run_script(table, __doc__, kind=TitleOptions)
