"""The paper's claims, table by table; how each is tested stands in the modules named here."""

from __future__ import annotations

from paper_repro.core.evaluation.claims import Claim
from paper_repro.magnatagatune import baseline_claims as baselines
from paper_repro.magnatagatune import label_claims as labels
from paper_repro.magnatagatune import network_claims as networks
from paper_repro.magnatagatune.few_claims import FEW_CLAIMS
from paper_repro.magnatagatune.untested import UNTESTED

__all__ = ["AUDIT_CLAIMS", "CLAIMS", "FEW_CLAIMS", "TABLE2_CLAIMS", "TABLE3_CLAIMS", "UNTESTED"]

TABLE2_CLAIMS = (
    Claim(
        "normalizations_level",
        f"The three normalisations differ by less than {networks.LEVEL}.",
        "Table II, first three rows",
        networks.normalizations,
    ),
    Claim(
        "more_training",
        "The network becomes a better classifier the more it trains: ten epochs beat two.",
        "Sec. V",
        networks.more_training,
    ),
    Claim(
        "epochs_about_eleven",
        f"Ten epochs beat two by about .11 (within {networks.ABOUT} of {networks.printed('all_10', 'all_2'):.4f}).",
        "Table II",
        networks.about_eleven,
    ),
    Claim(
        "smaller_every_epoch",
        "The improvement becomes smaller after every epoch.",
        "Sec. V",
        networks.smaller_every_epoch,
    ),
    Claim(
        "smaller_in_the_end",
        "The same, read loosely: the first half of the epochs gains more than the second.",
        "Sec. V",
        networks.smaller_in_the_end,
    ),
    Claim(
        "before_log_destroys",
        f"Normalising before the log leaves the network at chance (within {networks.CHANCE} of .5).",
        "Table II",
        networks.before_log,
    ),
    Claim(
        "log_about_ten_percent",
        f"Normalising after the log instead of before it gains about 10 % (within {networks.ABOUT} of .10).",
        "Sec. V",
        networks.ten_percent,
    ),
    Claim(
        "features_huge_role",
        f"Input features play a huge role: some input beats another by more than {networks.LARGE}.",
        "Sec. V, VI",
        networks.huge_role,
    ),
    Claim("batch_norm_helps", "Batch norm and dropout help.", "Sec. III, Table II", networks.batch_norm),
    Claim(
        "batch_norm_best", "The network with batch norm and dropout is the best of the six.", "Sec. V", networks.best
    ),
    Claim(
        "best_score",
        f"Its test ROC-AUC is .8714 (within {networks.ABOUT}).",
        "Sec. V",
        networks.best_score,
    ),
    Claim(
        "plain_loss_fails",
        f"With plain cross-entropy the network fails to converge (ROC-AUC within {networks.CHANCE} of .5 in the end).",
        "Sec. IV-A",
        networks.plain,
    ),
    Claim(
        "weighted_loss_better",
        "The weighted loss gives better results than the plain one.",
        "Sec. IV-A",
        networks.weighted,
    ),
    Claim(
        "weighted_loss_falls", "With the weighted loss the training loss decreases.", "Sec. IV-A", networks.loss_falls
    ),
    Claim(
        "all_tags_fail",
        f"With all 188 tags it never converges (ROC-AUC of the top 50 within {networks.CHANCE} of .5 in the end).",
        "Sec. IV",
        networks.all_tags,
    ),
    Claim(
        "guessing_half", f"A randomly guessing model scores .5 (within {networks.ABOUT}).", "Sec. V", networks.guessing
    ),
    Claim("uses_audio", "The network beats chance, and itself with shuffled audio.", "ours", networks.uses_audio),
)
TABLE3_CLAIMS = (
    Claim(
        "beats_votes",
        f"The network beats forest and KNN by a large margin (more than {networks.LARGE}), scored by their votes.",
        "Sec. VI",
        baselines.above_votes,
    ),
    Claim("beats_probabilities", "The same, scored by their probabilities.", "ours", baselines.above_probabilities),
    Claim(
        "baselines_guess",
        f"Forest and KNN score about .5 (within {networks.CHANCE}): so they do by their votes.",
        "Table III",
        baselines.votes_guess,
    ),
    Claim("baselines_know_nothing", "So they do by their probabilities.", "ours", baselines.probabilities_guess),
)
AUDIT_CLAIMS = (
    Claim("songs", "The data set has over 25,000 songs.", "Sec. III-A", labels.songs),
    Claim(
        "few_tags",
        f"On average a song has at most 4 to {labels.MOST_TAGS} of the top 50 tags.",
        "Sec. IV-A",
        labels.few_tags,
    ),
    Claim(
        "at_most_five",
        f"The same, read of every song: none has more than {labels.MOST_TAGS} of the top 50 tags.",
        "Sec. IV-A",
        labels.at_most_five,
    ),
)
CLAIMS = (*TABLE2_CLAIMS, *FEW_CLAIMS, *TABLE3_CLAIMS, *AUDIT_CLAIMS)
