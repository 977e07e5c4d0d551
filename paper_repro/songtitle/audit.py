"""Audit: what the published scores can be: constants on titles, the paper's own numbers held against each other.

    python -m paper_repro.songtitle.audit                 # sample corpus
    python -m paper_repro.songtitle.audit --data DIR      # your copies; texts alone will do

Costs seconds, trains nothing. Files: results/songtitle/audit.{md,csv,json}; on real files audit_real.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from paper_repro.core.command_line import Options, run_script
from paper_repro.core.evaluation.baselines import most_common_tokens
from paper_repro.core.reporting.formats import number, percent
from paper_repro.core.reporting.table import Block, Column, Table
from paper_repro.songtitle import published
from paper_repro.songtitle.config import BEAMS, Config, TransferConfig
from paper_repro.songtitle.domain_claims import CAPTIONS as CAPTION_ROWS
from paper_repro.songtitle.domain_claims import LEVEL
from paper_repro.songtitle.spectrogram_settings import SPECTROGRAMS, spectrogram_settings
from paper_repro.songtitle.texts import CAPTIONS, FLICKR, FREE, MILLION, Texts, open_texts
from paper_repro.songtitle.title_scores import penalized, precision
from paper_repro.songtitle.titles import EntityFilter, choose, words_of

#: Words of the constants.
SIZES = (1, 2, 3, 5)
#: What "about" allows of a BLEU in the text, in points; ours.
ABOUT = 2.5
#: Sets of the published rows.
ROWS = {MILLION: "msd", FREE: "fma"}


def table(options: Options) -> Table:
    texts = open_texts(options)
    entities = EntityFilter.open("auto")
    constants = _constants(texts, entities)
    blocks = [constants, _penalized(constants), _costs(), _sentences(), _shapes()]
    notes = [
        "Constants: the commonest words of the captions as the title of every song. Test titles: at most "
        f"{TransferConfig.test_titles:,} whose words captions have and that name no entity. {entities.description}",
        *(
            ["The constants are of simulated titles, and stand beside no published score: held against one they say "
             "nothing. On real titles: `--data DIR`."]
            if texts.simulated
            else []
        ),
        "Cost of five beams: the paper says that BLEU a second falls 4.9 times while BLEU rises 1.77 times (Sec. 5), "
        "so that five beams cost 8.7 times greedy search: more than five times, which a straight line through all "
        "beam sizes allows for only where it starts below zero.",
        f"The paper has {published.TABLE3[MILLION][1]} distinct words in MSD's test titles in Table 3 and 996 in Sec. "
        "4.1; 45.1 as both sets' best in the abstract and 45.6 as MSD's in Sec. 5.",
        "As stated, an FFT of 1,024 at 44,100 Hz gives 513 bins; 256 x 2,580 is what 22,050 Hz and an FFT of 512 give.",
    ]  # fmt: skip
    title = "Song titles: what the published numbers can be" + (", constants on extracts" if texts.on else "")
    lead = [_found(texts, constants), texts.lead()]
    return Table("songtitle", f"audit{texts.suffix}", title, blocks, notes, texts.provenance, lead)


def _found(texts: Texts, constants: Block) -> str:
    scores = ", ".join(f"{100 * row['k1']:.1f} % on {row['name']}" for row in constants.rows)
    if not scores:
        return "No set of titles is at hand."
    return f"The commonest caption word alone, as the title of every song, scores {scores}."


def _constants(texts: Texts, entities: EntityFilter) -> Block:
    source = CAPTIONS if CAPTIONS in texts.texts else FLICKR
    vocabulary = texts.caption_words()
    commonest = most_common_tokens([words_of(text) for text in texts.texts.get(source, ())], max(SIZES))
    rows = []
    for name, titles in texts.texts.items():
        if name in (CAPTIONS, FLICKR):
            continue
        chosen = choose(titles, vocabulary, entities, TransferConfig.test_titles, Config.split_seed)
        references = [(words_of(titles[at]),) for at in chosen.kept]
        if not references:
            continue
        row: dict = {"set": name, "name": texts.named(name), "n": len(references)}
        if not texts.simulated:
            theirs = published.TABLE4.get(ROWS.get(name, ""), (None,) * len(BEAMS))
            row |= {"greedy": theirs[0], "five": theirs[1]}
        for k in SIZES:
            row[f"k{k}"] = float(np.mean([precision(group, commonest[:k]) for group in references]))
            row[f"penalized{k}"] = float(np.mean([penalized(group, commonest[:k]) for group in references]))
        row["any"] = float(np.mean([any(word in commonest for word in group[0]) for group in references]))
        rows.append(row)
    columns = [Column("Set", "name"), Column("test titles", "n")]
    columns += [Column(f"«{' '.join(commonest[:k])}»", f"k{k}", percent) for k in SIZES]
    if not texts.simulated:
        columns += [
            Column("the paper, greedy", "greedy", number(1)),
            Column("the paper, 5 beams", "five", number(1)),
        ]
    return Block("constants", "A constant as the title of every song: unigram precision, %", columns, rows)


def _penalized(constants: Block) -> Block:
    words = [column.header for column in constants.columns if column.header.startswith("«")]
    columns = [Column("Set", "name"), Column("test titles", "n")]
    columns += [Column(header, f"penalized{k}", percent) for k, header in zip(SIZES, words, strict=True)]
    columns.append(Column(f"titles with any of the {max(SIZES)}", "any", percent))
    return Block("penalized", "The same with BLEU's brevity penalty, %", columns, constants.rows)


def _sentences() -> Block:
    """The text's sentences on Table 4, held against its numbers."""
    table = published.TABLE4
    captions, songs = ({row: table[row] for row in rows} for rows in (CAPTION_ROWS, ROWS.values()))
    gains = {row: scores[1] - scores[0] for row, scores in table.items()}
    best = max(scores[1] for scores in captions.values())
    flatter = [row for row, gain in gains.items() if row in captions and gain >= min(gains[song] for song in songs)]
    rows = [
        (
            "Five beams are best, on every set.",
            "Sec. 5",
            _all(max(scores) == scores[1] for scores in table.values()),
            "",
        ),
        (
            "Beams beyond ten cost BLEU, on every set.",
            "Sec. 6",
            _all(scores[2] > max(scores[3:]) for scores in table.values()),
            "",
        ),
        (
            "More than five beams are a «fair descent», on every set.",
            "Sec. 5",
            _all(list(scores[1:]) == sorted(scores[1:], reverse=True) for scores in table.values()),
            ", ".join(row for row, scores in table.items() if list(scores[1:]) != sorted(scores[1:], reverse=True)),
        ),
        (
            "From greedy to five beams titles gain more than captions.",
            "Sec. 5",
            _all([not flatter]),
            f"{', '.join(f'{row} +{gain:.1f}' for row, gain in gains.items())}",
        ),
        (
            "«Raising scores from about 0.25 to 0.45», of both sets of songs.",
            "Sec. 5",
            _all(abs(scores[0] - 25) < ABOUT and abs(scores[1] - 45) < ABOUT for scores in songs.values()),
            ", ".join(f"{row} {scores[0]} to {scores[1]}" for row, scores in songs.items()),
        ),
        (
            f"Titles are «in line» with captions: within {100 * LEVEL:g} points (ours) of the best.",
            "Sec. 6",
            _all(best - scores[1] < 100 * LEVEL for scores in songs.values()),
            ", ".join(f"{row} {best - scores[1]:.1f} below" for row, scores in songs.items()),
        ),
    ]
    columns = [
        Column("Sentence", lambda row: row[0], key="sentence"),
        Column("Place", lambda row: row[1], key="place"),
        Column("By the paper's own numbers", lambda row: row[2], key="agrees"),
        Column("Which", lambda row: row[3], key="which"),
    ]
    return Block("sentences", "The text's sentences against Table 4's numbers, as the paper prints both", columns, rows)


def _all(conditions: Iterable[bool]) -> str:
    return "so" if all(conditions) else "not so"


def _costs() -> Block:
    rows = [
        {"set": row, **{f"k{beams}": score for beams, score in zip(BEAMS, scores, strict=True)},
         "gain": scores[1] / scores[0], "cost": scores[1] / scores[0] * 4.9 if row == "msd" else None}
        for row, scores in published.TABLE4.items()
    ]  # fmt: skip
    columns = [
        Column("Row of Table 4", "set"),
        *(Column("greedy" if beams == 1 else f"{beams} beams", f"k{beams}", number(1)) for beams in BEAMS),
        Column("5 beams over greedy", "gain", number(2)),
        Column("cost that follows, times", "cost", number(1)),
    ]
    return Block("costs", "Published: what five beams gain, and what they must cost", columns, rows)


def _shapes() -> Block:
    rows = []
    for name in SPECTROGRAMS:
        settings = spectrogram_settings(name)
        bins, frames, _ = settings.shape
        rows.append(
            {"name": name, "rate": settings.sample_rate, "n_fft": settings.n_fft, "bins": bins, "frames": frames}
        )
    columns = [
        Column("Spectrogram", "name"),
        Column("Hz", "rate"),
        Column("FFT", "n_fft"),
        Column("bins", "bins"),
        Column("frames of 30 s", "frames"),
    ]
    return Block("shapes", "The two readings of Sec. 4.1, which prints 256 x about 2,580", columns, rows)


if __name__ == "__main__":
    run_script(table, __doc__)
