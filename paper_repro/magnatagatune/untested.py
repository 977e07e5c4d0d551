"""What the paper asserts and no test here can decide, with the reason."""

from __future__ import annotations

from paper_repro.core.evaluation.claims import Untested

UNTESTED = (
    Untested(
        "Traditional methods have proven to be ineffective.",
        "Sec. II",
        "Names no method; forest and KNN are claims of Table III.",
    ),
    Untested(
        "CNNs are robust to translation, distortion and local invariance.",
        "Sec. III-B",
        "Of CNNs in general, from their [2]; no row shifts or distorts clips.",
    ),
    Untested(
        "Batch norm gives numerical stability, dropout prevents overfitting.",
        "Sec. III-B",
        "Table II has both together; `experiments/magnatagatune.py ablations` trains each alone.",
    ),
    Untested(
        "188 tags exponentially increase the output space; sparsity of tags makes training hard.",
        "Sec. IV, IV-A",
        "Reasons, not results: no row changes them alone. That training fails is a claim.",
    ),
    Untested(
        "Probabilities become a yes or no depending on a defined threshold.",
        "Sec. IV-A",
        "A method whose threshold is not given; answers at two thresholds stand above.",
    ),
    Untested(
        "Normalising over all data changes how silence is interpreted, and teaches the network less of it.",
        "Sec. V",
        "What a network makes of silence is in no score: no tag means silence.",
    ),
    Untested(
        "Latent features are why the network performs well.",
        "Sec. VI",
        "A reason, not a result.",
    ),
)
