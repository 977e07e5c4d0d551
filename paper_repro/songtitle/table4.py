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

from importlib.metadata import version

from paper_repro.core.command_line import Options, run_script
from paper_repro.core.reporting.claims import Condition, claims_block
from paper_repro.core.reporting.formats import number, percent
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
#: Beams of the published tables' columns, by their place.
PLACES = {beams: at for at, beams in enumerate(BEAMS)}


def table(options: Options) -> Table:
    found = run_transfer(options)
    claims = claims_block(CLAIMS, Condition(found, evidence_header="Evidence"))
    blocks = [_main(found), _beside(found), _constants(found), claims, _captioner(found)]
    notes = [
        "BLEU as published: unigram precision without a brevity penalty, mean over items (of a picture in tiles, mean "
        "over its tiles), in percent; 95 % bootstrap intervals over items, and over seeds where there are several.",
        "Best: the hypothesis that the search ranks first. Best of k: the one of the k that scores best, which nobody "
        "can know (an oracle). Hypotheses are ranked by their probability "
        f"(length penalty {found.settings.length_penalty:g}), which prefers short ones; in our row by the mean of "
        f"their words' log-probabilities ({found.settings.corrected_penalty:g}).",
        "Constants: the commonest words of the training captions for every item. Without a brevity penalty one common "
        "word beats every caption, so answers are held against the constant that is as long as they are on average, "
        "and with the penalty against the constant that is best on the very row.",
        "Shuffled: each item's answer scored against another's title, mean over 20 permutations.",
        "Distinct answers and the best epoch are those of the first seed's captioner, all else is of all seeds. A "
        "picture with several captions is scored against all of them, a song against its one title.",
        *([f"Standardised timbre: by {found.metrics['timbre_basis']}."] if found.metrics["timbre_basis"] else []),
        found.left_out_note(),
        f"unigram precision|mean of items|no brevity penalty|tok:words; penalised: bleu1|nltk:{version('nltk')}",
        found.captioner.count_note().replace("Clips:", "Pictures:"),
    ]
    title = f"Table 4 of «{published.TITLE}», regenerated"
    return Table("songtitle", f"table4{found.suffix}", title, blocks, notes, found.provenance)


def _main(found: Transfer) -> Block:
    rows = []
    for row in found.rows:
        cells: dict = {"row": NAMES[row], "n": found.metrics["items"][row]}
        for beams in BEAMS:
            theirs = published.TABLE4.get(row)
            cells |= {f"k{beams}": found.score(row, beams), f"published{beams}": theirs and theirs[PLACES[beams]] / 100}
        rows.append(cells)
    columns = [Column("What is named", "row"), Column("n", "n")]
    for beams in BEAMS:
        columns += [
            Column("greedy" if beams == 1 else f"{beams} beams", f"k{beams}", percent),
            Column("published", f"published{beams}", percent),
        ]
    return Block("table", "BLEU (unigram precision), %", columns, rows)


def _beside(found: Transfer) -> Block:
    rows = []
    for row in found.rows:
        best = found.best_constant(row)
        for beams in BEAMS:
            part = found.part(row, beams)
            above, over = found.above_constant(row, beams), found.above_shuffled(row, beams)
            penalised = found.above_best_constant(row, beams)
            rows.append(
                {
                    "row": NAMES[row],
                    "beams": beams,
                    "best": found.score(row, beams, "precision").value,
                    "oracle": found.score(row, beams, "oracle").value,
                    "penalized": found.score(row, beams, "penalized").value,
                    "length": found.score(row, beams, "length").value,
                    "distinct": f"{part['said'].nunique()} of {len(part)}",
                    "shuffled": found.score(row, beams, "shuffled").value,
                    "over": over,
                    "k": found.same_length(row, beams),
                    "above": above,
                    "best_k": best,
                    "penalised": penalised,
                    "verdict": "yes" if min(above.low, over.low, penalised.low) > 0 else "not shown",
                }
            )
    columns = [
        Column("What is named", "row"),
        Column("k", "beams"),
        Column("best", "best", percent),
        Column("best of k", "oracle", percent),
        Column("with brevity penalty", "penalized", percent),
        Column("mean length", "length", number(1)),
        Column("distinct answers", "distinct"),
        Column("shuffled", "shuffled", percent),
        Column("above shuffled", "over", percent),
        Column("words of the constant of that length", "k"),
        Column("above it", "above", percent),
        Column("words of the best constant", "best_k"),
        Column("above it, with penalty", "penalised", percent),
        Column("more than common words", "verdict"),
    ]
    return Block("beside", "What stands behind the scores, %", columns, rows)


def _constants(found: Transfer) -> Block:
    rows = []
    for row in found.rows:
        cells: dict = {"row": NAMES[row]}
        for k in SHOWN:
            cells |= {f"k{k}": float(found.constant(row, k).mean()),
                      f"penalized{k}": float(found.constant(row, k, penalized).mean())}  # fmt: skip
        rows.append(cells)
    columns = [Column("What is named", "row")]
    for k in SHOWN:
        words = " ".join(found.commonest[:k])
        columns += [Column(f"«{words}»", f"k{k}", percent), Column("with brevity penalty", f"penalized{k}", percent)]
    return Block(
        "constants", "The same answer for every item: the commonest words of the training captions, %", columns, rows
    )


def _captioner(found: Transfer) -> Block:
    row = found.captioner.rows[CAPTIONER]
    loss, lost, below = row.loss(), row.lost_by_shuffling(), row.below_frequency()
    metrics = row.metrics[0]
    cells = {
        "loss": loss,
        "below": below,
        "lost": lost,
        "verdict": "yes" if min(below.low, lost.low) > 0 else "not shown",
        "epoch": metrics["best_epoch"],
        "vocabulary": metrics["vocabulary"],
        "unknown": metrics["unknown_share"],
        "parameters": metrics["parameters"],
        "n": metrics["test_n"],
    }
    columns = [
        Column("test loss, nats a word", "loss", number(2)),
        Column("below the words' frequencies", "below", number(2)),
        Column("lost by another picture", "lost", number(2)),
        Column("sees", "verdict"),
        Column("best epoch", "epoch"),
        Column("vocabulary", "vocabulary"),
        Column("test words not in it, %", "unknown", percent),
        Column("parameters", "parameters"),
        Column("test pictures", "n"),
    ]
    return Block("captioner", "The captioner itself", columns, [cells])


if __name__ == "__main__":
    run_script(table, __doc__, kind=TitleOptions)
