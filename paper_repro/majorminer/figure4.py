"""Figure 4: the baseline that gives every clip the k most popular tags, BLEU1 and BLEU2 on validation, k = 1 to 10.

    python -m paper_repro.majorminer.figure4

Trains nothing: seconds. The paper finds its best at k = 3 with BLEU1 .49 and BLEU2 .086 (`published.TOP_K`), which are
marked where the captions are real. Whether k = 3 is best here is a claim below table 1.
Files: results/majorminer/figure4.{png,csv,json}.
"""

from __future__ import annotations

import pandas as pd

from paper_repro.core.command_line import Options, preset_label, run_script
from paper_repro.core.evaluation.intervals import mean_interval
from paper_repro.core.reporting.figure import COLOURS, Figure, canvas, styled
from paper_repro.majorminer import baselines, published
from paper_repro.majorminer.data import open_corpus
from paper_repro.majorminer.paper import PAPER

LINES = (
    ("bleu1", "BLEU1", "-", 0),
    ("bleu2", "BLEU2, standard", "-", 1),
    ("bleu2_nltk325", "BLEU2, rule of NLTK 3.2.5", "--", 1),
)


def _mark_published(axis) -> None:
    printed = published.TOP_K
    for column, colour in (("bleu1", 0), ("bleu2", 1)):
        label = "published best" if column == "bleu1" else None
        axis.plot(
            printed["k"],
            printed[column],
            "*",
            color=COLOURS[colour],
            markersize=14,
            markeredgecolor="black",
            label=label,
        )


@styled
def figure(options: Options) -> Figure:
    corpus = open_corpus(options, PAPER.base_config(options))
    split = corpus.split(PAPER.base_config(options))
    train, valid = ([corpus.captions[clip] for clip in split[name]] for name in ("train", "valid"))
    scored = {k: baselines.top_k(train, valid, k) for k in baselines.TOP_K}
    picture, axis = canvas(7, 4.2)
    rows = []
    for column, label, dashes, colour in LINES:
        points = [mean_interval(baseline.scores[column]) for baseline in scored.values()]
        axis.plot(
            list(scored), [point.value for point in points], dashes, marker="o", color=COLOURS[colour], label=label
        )
        axis.fill_between(
            list(scored),
            [p.low for p in points],
            [p.high for p in points],
            color=COLOURS[colour],
            alpha=0.15,
            linewidth=0,
        )
        rows += [
            {"k": k, "score": label, **point.as_dict(), "caption": ", ".join(baseline.caption)}
            for (k, baseline), point in zip(scored.items(), points, strict=True)
        ]
    if not corpus.rendered:
        _mark_published(axis)
    axis.set_xlabel("k, number of most frequent training tags given to every clip")
    axis.set_ylabel("mean BLEU of a clip")
    axis.set_xticks(list(scored))
    axis.set_ylim(0, None)
    axis.set_title(f"Top-k baseline, {len(valid)} validation clips, 95 % t interval")
    axis.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return Figure(
        "majorminer",
        "figure4",
        "Figure 4: the k most frequent tags for every clip",
        picture,
        pd.DataFrame(rows),
        (f"Most frequent: {', '.join(scored[10].caption)}.",),
        {"Data": corpus.source, "Preset": preset_label(options.preset)},
    )


if __name__ == "__main__":
    run_script(figure, __doc__)
