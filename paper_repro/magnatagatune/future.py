"""What the authors would try next (Sec. VI), tried: other inputs, more data, the Million Song Dataset.

"Future work may include modifying the network to train on a larger data set, like the Million-Song data set, and
further experimentation with different spectral representations of audio signals."

    python -m paper_repro.magnatagatune.future
    python -m paper_repro weights fetch msd_musicnn
    python -m paper_repro.magnatagatune.future --data DIR

The paper's best network is given a linear STFT, a constant-Q transform, PCEN, MFCC or the waveform in place of mel, and
a half and a quarter of the training clips. MusiCNN as its authors trained it on the Million Song Dataset is heard
through an output layer on its frozen features, and with all its layers learning on; beside it the same of MusiCNN
trained on MagnaTagATune. Where the published weights are not here, these rows say so and the others run.

Eleven trainings, the best row shared with table2: about seven minutes on 2 cores with the quick preset once the sample
corpus is rendered, six on 282 real clips; seconds where the runs exist.

Expect more clips to help, of the inputs the constant-Q transform alone to beat mel, by .015, and the Million Song
Dataset to be worth less than MagnaTagATune itself; on real clips most is undecided.
Files: results/magnatagatune/future.{md,csv,json}; on real clips future_real.
"""

from __future__ import annotations

import math

from paper_repro.core.command_line import Options, run_script
from paper_repro.core.evaluation.intervals import difference_interval
from paper_repro.core.evaluation.tagging import scorable, signature
from paper_repro.core.reporting.claims import Condition, claims_blocks
from paper_repro.core.reporting.formats import number, score
from paper_repro.core.reporting.future import Tried, future_block, tried_finding
from paper_repro.core.reporting.table import Block, Column, Table
from paper_repro.core.training.outcome import Results
from paper_repro.magnatagatune import published
from paper_repro.magnatagatune.future_claims import CLAIMS, label
from paper_repro.magnatagatune.future_rows import Plan, is_smaller, plan, trained
from paper_repro.magnatagatune.outcome import HELD_OUT, claims_heading, table_notes
from paper_repro.magnatagatune.paper import BEST, FROZEN_MSD, HALF, INPUT_ROWS, PAPER, QUARTER, TUNED_MSD

#: What the authors would try, by row; a row that is missing here is what others are held against: the network of the
#: smaller set itself too.
WISHES = {
    **dict.fromkeys(INPUT_ROWS, "different spectral representations"),
    **dict.fromkeys((HALF, BEST, FROZEN_MSD, TUNED_MSD), "a larger data set"),
}
PLACE = "Sec. VI"
#: What published networks have heard of real clips.
_HEARD = (
    "MusiCNN has heard the published train clips and was chosen on the validation clips; MusiCNN (MSD) has heard none "
    "of them."
)
SHARES = {0.5: "half", 0.25: "a quarter"}


def table(options: Options) -> Table:
    results = trained(options)
    planned = plan(options, results.corpus)
    claims = claims_blocks(CLAIMS, Condition(results), heading=claims_heading(results))
    row = results.rows[BEST]
    notes = table_notes(
        results,
        f"ROC-AUC, mean over tags, over {planned.part} clips, after the last epoch",
        *_notes(results, planned),
        signature("roc_auc", int(scorable(row.labels(planned.part)).sum())),
    )
    blocks = [_main(results, planned), _details(results), *claims]
    title = f"What the authors of «{published.TITLE}» would try next"
    lead = [tried_finding(blocks), results.lead()]
    return Table("magnatagatune", f"future{results.corpus.suffix}", title, blocks, notes, results.provenance, lead)


def _main(results: Results, planned: Plan) -> Block:
    rows = [_tried(results, planned, key) for key in _in_order(planned) if key in results.rows]
    rows += [Tried(WISHES.get(key, ""), PLACE, label(key), missing=why) for key, why in planned.missing.items()]
    return future_block(rows, "ROC-AUC", score, number(3, signed=True), heading=f"ROC-AUC, {planned.part} clips")


def _in_order(planned: Plan) -> list[str]:
    """Less data first, then inputs, then other networks."""
    shares = [key for key in (QUARTER, HALF, BEST) if key in planned.rows]
    return [*shares, *(key for key in planned.rows if key not in shares)]


def _tried(results: Results, planned: Plan, key: str) -> Tried:
    row = results.rows[key]
    scores = row.auc_scores(planned.part)
    against = planned.against.get(key)
    gain = math.nan
    if against is not None:
        gain = difference_interval(scores, results.rows[against].auc_scores(planned.part))
    auc = row.auc(planned.part)
    return Tried(
        WISHES.get(key, "") if key in planned.against else "",
        PLACE,
        _label(results, key),
        auc,
        gain,
        auc - 0.5,
        difference_interval(scores, row.shuffled(planned.part).per_clip),
        row.metrics[0]["parameters"],
        row.step_ms(),
    )


def _label(results: Results, key: str) -> str:
    """The row's, and the share of the clips that it has heard where its own label does not say so."""
    share = SHARES.get(results.rows[key].config.share)
    return f"{label(key)}, {share} of the clips" if share and key not in (HALF, QUARTER) else label(key)


def _details(results: Results) -> Block:
    rows = []
    for key, row in results.rows.items():
        rows.append(
            {
                "row": _label(results, key),
                "clips": row.training_clips,
                "epochs": row.config.epochs,
                "loss": float(row.losses()[-1]),
                "valid": row.auc("valid"),
                "test": row.auc(),
                "pr_auc": row.pr_auc(),
                "seeds": len(row.runs),
            }
        )
    columns = [
        Column("Row", "row"),
        Column("training clips", "clips"),
        Column("epochs", "epochs"),
        Column("last training loss", "loss", score),
        Column("Validation ROC-AUC", "valid", score),
        Column("Test ROC-AUC", "test", score),
        Column("Test PR-AUC", "pr_auc", score),
        Column("trainings", "seeds"),
    ]
    return Block("details", "Each row's training, and both parts by themselves", columns, rows)


def _notes(results: Results, planned: Plan) -> list[str]:
    """What the rows are; all of it is ours, the paper names no settings."""
    smaller = is_smaller(results.options, results.corpus)
    notes = [
        f"The network is the paper's best, «{PAPER.row(BEST).label}» of Table II; rows differ from it as they say.",
        "Every input is a picture of one shape, frames and bands as those of mel, so that the network is the same. "
        "Linear STFT: power of the same FFT, averaged in bands of equal width. Constant-Q transform: 40 bins, six an "
        "octave, from 65.4 Hz. PCEN: of mel power, with librosa's constants. MFCC: 40 coefficients, each normalised by "
        "its own statistics. Waveform: bands of learned waves, as long and as far apart as the FFT's frames, then log "
        "power and a batch norm.",
        "Trivial baseline: any answer that is the same for each clip scores .5.",
        "Frozen: the mean over a clip's windows of 3 s of what the last hidden layer says, and on it the paper's "
        "output layer and loss. All layers: from there on every layer but the batch norms learns, each step from 3 s "
        f"of each clip. {'Neither network has heard rendered music.' if results.corpus.rendered else _HEARD}",
    ]
    if smaller:
        notes.append(
            "For minutes on two cores inputs are trained on half of the training clips and held against mel on the "
            "same half; published networks hear the first two windows of a quarter of them and are held against mel on "
            "that quarter (smoke preset: on all clips), 29 s of each clip."
        )
    if planned.part == HELD_OUT:
        notes.append(
            f"{HELD_OUT.capitalize()} clips together: no row is trained, stopped or tuned on either, but for MusiCNN, "
            "whose authors chose its epoch on the published validation clips: whether it is beaten is judged on test "
            "clips alone."
        )
    return notes


if __name__ == "__main__":
    run_script(table, __doc__)
