"""Audit: what the published scores can be: constants on titles, the paper's own numbers held against each other.

    python -m paper_repro.songtitle.audit                 # sample corpus
    python -m paper_repro.songtitle.audit --data DIR      # your copies; texts alone will do

Costs seconds, trains nothing. Files: results/songtitle/audit.{md,csv,json}; for published sets audit_published.
"""

from __future__ import annotations

import numpy as np

from paper_repro.core.command_line import Options, run_script
from paper_repro.core.evaluation.baselines import most_common_tokens
from paper_repro.core.reporting.formats import number, percent
from paper_repro.core.reporting.table import Block, Column, Table
from paper_repro.songtitle import published
from paper_repro.songtitle.config import BEAMS, Config, TransferConfig
from paper_repro.songtitle.spectrogram_settings import SPECTROGRAMS, spectrogram_settings
from paper_repro.songtitle.texts import CAPTIONS, FLICKR, FREE, MILLION, Texts, open_texts
from paper_repro.songtitle.title_scores import penalized, precision
from paper_repro.songtitle.titles import EntityFilter, choose, words_of

#: Words of the constants.
SIZES = (1, 2, 3, 5)
#: Sets of the published rows.
ROWS = {MILLION: "msd", FREE: "fma"}


def table(options: Options) -> Table:
    texts = open_texts(options)
    entities = EntityFilter.open("auto")
    blocks = [_constants(texts, entities), _costs(), _shapes()]
    notes = [
        "Constants: the commonest words of the captions as the title of every song. Test titles: at most "
        f"{TransferConfig.test_titles:,} whose words captions have and that name no entity. {entities.description}",
        "Cost of five beams: the paper says that BLEU a second falls 4.9 times while BLEU rises 1.77 times (Sec. 5), "
        "so that five beams cost 8.7 times greedy search, and calls the cost linear.",
        f"The paper has {published.TABLE3[MILLION][1]} distinct words in MSD's test titles in Table 3 and 996 in Sec. "
        "4.1; 45.1 as both sets' best in the abstract and 45.6 as MSD's in Sec. 5.",
        "As stated, an FFT of 1,024 at 44,100 Hz gives 513 bins; 256 x 2,580 is what 22,050 Hz and an FFT of 512 give.",
    ]
    return Table(
        "songtitle",
        f"audit{texts.suffix}",
        "Song titles: what the published numbers can be",
        blocks,
        notes,
        texts.provenance,
    )


def _constants(texts: Texts, entities: EntityFilter) -> Block:
    source = CAPTIONS if CAPTIONS in texts.texts else FLICKR
    captions = [words_of(text) for text in texts.texts.get(source, ())]
    vocabulary = {word for words in captions for word in words}
    commonest = most_common_tokens(captions, max(SIZES))
    rows = []
    for name, titles in texts.texts.items():
        if name in (CAPTIONS, FLICKR):
            continue
        chosen = choose(titles, vocabulary, entities, TransferConfig.test_titles, Config.split_seed)
        references = [(words_of(titles[at]),) for at in chosen.kept]
        if not references:
            continue
        theirs = published.TABLE4.get(ROWS.get(name, ""), (None,) * len(BEAMS))
        row: dict = {"set": name, "n": len(references), "greedy": theirs[0], "five": theirs[1]}
        for k in SIZES:
            row[f"k{k}"] = float(np.mean([precision(group, commonest[:k]) for group in references]))
            row[f"penalized{k}"] = float(np.mean([penalized(group, commonest[:k]) for group in references]))
        row["any"] = float(np.mean([any(word in commonest for word in group[0]) for group in references]))
        rows.append(row)
    columns = [
        Column("Set", "set"),
        Column("test titles", "n"),
        Column("published, greedy", "greedy", number(1)),
        Column("published, 5 beams", "five", number(1)),
    ]
    for k in SIZES:
        words = " ".join(commonest[:k])
        columns += [Column(f"«{words}»", f"k{k}", percent), Column("with penalty", f"penalized{k}", percent)]
    columns.append(Column(f"titles with any of the {max(SIZES)}", "any", percent))
    return Block("constants", "A constant as the title of every song: unigram precision, %", columns, rows)


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
