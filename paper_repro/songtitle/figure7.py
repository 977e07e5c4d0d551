"""Figure 7: are embeddings of sound like those of pictures? t-SNE of pictures with timbre, and with spectrograms.

    python -m paper_repro.songtitle.figure7

Reads table4's runs, or makes them; the projection takes seconds.
Files: results/songtitle/figure7.{png,csv,json}; on real files figure7_real.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from paper_repro.core.command_line import Options, run_script
from paper_repro.core.errors import UserError
from paper_repro.core.reporting.figure import COLOURS, Figure, canvas, styled
from paper_repro.songtitle.options import TitleOptions
from paper_repro.songtitle.similarity import AMONG, among
from paper_repro.songtitle.transferred import run_transfer

PANELS = {
    "timbre": "timbre",
    "timbre_standardized": "timbre, standardised (ours)",
    "spectrogram": "spectrograms",
}


@styled
def figure(options: Options) -> Figure:
    transfer = run_transfer(options)
    stored = transfer.embeddings[0]
    kinds = [kind for kind in PANELS if kind in stored and len(stored[kind]) > 2]
    if not kinds:
        raise UserError(
            f"{transfer.corpus.root}: fewer than three test songs of each set, so there is nothing to project; give "
            "more songs, or captions with more of their words."
        )
    picture, axes = canvas(4.6 * len(kinds), 4.6, ncols=len(kinds), squeeze=False)
    rows = []
    for axis, kind in zip(axes[0], kinds, strict=True):
        images, others = stored["image"], stored[kind]
        together = np.concatenate([images, others])
        perplexity = min(30.0, (len(together) - 1) / 3)
        # Imported here, as below: scikit-learn takes a second to start.
        from sklearn.manifold import TSNE

        places = TSNE(perplexity=perplexity, init="pca", random_state=0).fit_transform(together)
        cut = len(images)
        axis.plot(*places[:cut].T, "o", ms=4, alpha=0.6, color=COLOURS[0], label=f"pictures ({cut})")
        axis.plot(*places[cut:].T, "^", ms=4, alpha=0.6, color=COLOURS[1], label=f"{PANELS[kind]} ({len(others)})")
        inside = among(images, others).mean()
        found = f"{inside:.0%} of the sounds among the pictures, {AMONG:.0%} of pictures are"
        axis.set_title(f"pictures and {PANELS[kind]}\n{found}", fontsize=9)
        axis.set_xticks([])
        axis.set_yticks([])
        axis.set_xlabel("t-SNE 1")
        axis.legend(loc="upper center", bbox_to_anchor=(0.5, -0.06), ncols=1)
        rows += [
            {"panel": kind, "kind": "picture" if at < cut else kind, "x": x, "y": y} for at, (x, y) in enumerate(places)
        ]
    axes[0][0].set_ylabel("t-SNE 2")
    notes = (
        "The paper (Sec. 4.3) sees timbre fully contained in the cluster of pictures, and some spectrograms outside: "
        "table4 has the verdicts. Distances of a t-SNE mean little; the share above each panel is counted in the space "
        "itself: sounds whose distance to their nearest picture is at most the 95th percentile of the pictures' own "
        "distances to the nearest other.",
        f"At most {len(stored['image'])} pictures, of the first seed's captioner; one random state.",
        transfer.lead(),
    )
    title = f"Figure 7: embeddings of pictures and of sound{transfer.on}"
    return Figure(
        "songtitle", f"figure7{transfer.suffix}", title, picture, pd.DataFrame(rows), notes, transfer.provenance
    )


if __name__ == "__main__":
    run_script(figure, __doc__, kind=TitleOptions)
