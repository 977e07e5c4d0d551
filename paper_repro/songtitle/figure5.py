"""Figure 5: how long captions and titles are, as distributions.

    python -m paper_repro.songtitle.figure5

Costs seconds, trains nothing. Files: results/songtitle/figure5.{png,csv,json}; on real files figure5_real.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from paper_repro.core.command_line import Options, run_script
from paper_repro.core.reporting.figure import COLOURS, Figure, canvas, styled
from paper_repro.songtitle import published
from paper_repro.songtitle.extents import TEXTS, extent
from paper_repro.songtitle.texts import open_texts

#: Words beyond which a bar holds all the rest.
LONGEST = 25


@styled
def figure(options: Options) -> Figure:
    texts = open_texts(options)
    names = list(texts.texts)
    picture, axes = canvas(3.3 * len(names), 3.4, ncols=len(names), squeeze=False)
    rows = []
    for axis, name, colour in zip(axes[0], names, COLOURS, strict=False):
        counts = np.minimum(texts.lengths(name), LONGEST)
        shares = np.bincount(counts, minlength=LONGEST + 1) / len(counts)
        axis.bar(np.arange(LONGEST + 1), shares, color=colour)
        simulated = " (simulated)" if texts.simulated else ""
        whole = None if texts.simulated else TEXTS.get(name)
        mean = texts.lengths(name).mean()
        axis.axvline(mean, color="black", lw=1.2)
        text = f"mean {mean:.2f}"
        if name in published.TABLE1 and not texts.simulated:
            theirs = published.TABLE1[name][3]
            axis.axvline(theirs, color="black", lw=1.2, ls=":")
            text += f", the paper {theirs:.2f} (dotted)"
        axis.set_title(f"{name}{simulated}\n{extent(len(counts), whole)}\n{text}", fontsize=9)
        axis.set_xlabel(f"words ({LONGEST}: or more)")
        rows += [{"set": name, "words": at, "share": share} for at, share in enumerate(shares)]
    axes[0][0].set_ylabel("share")
    return Figure(
        "songtitle",
        f"figure5{texts.suffix}",
        f"Figure 5: length of captions and titles{texts.on}",
        picture,
        pd.DataFrame(rows),
        ("Words as they stand between blanks.", texts.lead()),
        texts.provenance,
    )


if __name__ == "__main__":
    run_script(figure, __doc__)
