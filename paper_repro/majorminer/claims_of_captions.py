"""What Sec. 5 says of MusiCNN + LSTM's captions, tested on validation clips, which figures 2 and 3 show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from paper_repro.core.evaluation.baselines import most_common_tokens
from paper_repro.core.evaluation.claims import POINTS, Group, Part, Unit, above, all_of
from paper_repro.core.evaluation.controls import shuffled_audio
from paper_repro.majorminer import baselines
from paper_repro.majorminer.data import Caption
from paper_repro.majorminer.evidence import DISCUSSED, Evidence, several, split_references
from paper_repro.majorminer.paper import ROWS
from paper_repro.majorminer.stemming import normalize_tag

#: What counts as a genre, before stemming. The paper has no list; ours.
GENRES = (
    "ambient", "blues", "classical", "country", "dance", "disco", "electronica", "folk", "funk", "gospel", "hip hop",
    "house", "indie", "jazz", "metal", "new age", "pop", "punk", "r&b", "rap", "reggae", "rock", "soul", "techno",
    "trance", "trip hop", "world",
)  # fmt: skip
SQUARE_POINTS = Unit("square points", 0, 10_000.0)
NAME = ROWS[DISCUSSED.rpartition("-")[0]].label


def varies(evidence: Evidence) -> Group:
    """Variances over captions: an annotator's are those of single captions, since a clip's mean would vary less."""
    references = evidence.results.rows[DISCUSSED].references("valid")
    parts = []
    for order in (1, 2):
        model = evidence.scores(DISCUSSED, order, "valid")[:, several(references)]
        by_caption = baselines.agreement_by_caption(references, evidence.other_column(order))
        name = (
            f"variance of {evidence.score_name(order)} of {NAME} - of {evidence.other_score_name(order)} of a caption"
        )
        parts.append(Part.difference(name, _squares(model), _squares_of(by_caption), above(), SQUARE_POINTS))
    return all_of(*parts)


def _squares(scores: np.ndarray) -> np.ndarray:
    """Squared distances from each seed's mean ``(seeds, clips)``: their mean is the variance."""
    return (scores - scores.mean(axis=1, keepdims=True)) ** 2 if scores.size else scores


def _squares_of(by_caption: Sequence[Sequence[float]]) -> np.ndarray:
    """The same of captions, mean per clip ``(clips,)``, each clip weighing the same."""
    mean = np.mean([np.mean(scores) for scores in by_caption]) if by_caption else 0.0
    return np.array([np.mean((np.asarray(scores) - mean) ** 2) for scores in by_caption])


def frequent_tags(evidence: Evidence) -> Group:
    """Different clips, so independent."""
    train, valid, _ = split_references(evidence.results)
    (tag,) = most_common_tokens([caption for group in train for caption in group], 1)
    has = np.array([any(tag in caption for caption in group) for group in valid], dtype=bool)
    parts = []
    for order in (1, 2):
        scores = evidence.scores(DISCUSSED, order, "valid")
        name = f"{evidence.score_name(order)} of {NAME} on {has.sum()} clips with «{tag}» - on {(~has).sum()} without"
        parts.append(Part.independent(name, scores[:, has], scores[:, ~has], above(), POINTS))
    return all_of(*parts)


def genre(evidence: Evidence) -> Part:
    """Of the genre tags that a clip's annotators gave, the share that the model says."""
    discussed = evidence.results.rows[DISCUSSED]
    genres = set(map(normalize_tag, GENRES))
    given = [{tag for caption in group for tag in caption} & genres for group in discussed.references("valid")]
    at = [number for number, tags in enumerate(given) if tags]
    said = [[discussed.predictions("valid", seed)[number] for number in at] for seed in range(len(discussed.runs))]

    def found(order: np.ndarray) -> np.ndarray:
        wanted = [given[number] for number in at]
        return np.array([
            [len(tags.intersection(captions[other])) / len(tags) for tags, other in zip(wanted, order, strict=True)]
            for captions in said
        ])  # fmt: skip

    own = found(np.arange(len(at))).reshape(len(said), len(at))
    shuffled = shuffled_audio(lambda order: found(order).mean(axis=0), len(at)).per_clip if len(at) > 1 else own[0]
    return Part.difference(
        f"share of a clip's genre tags that {NAME} says - with shuffled audio", own, shuffled, above(), POINTS
    )


def nuance(evidence: Evidence) -> Part:
    """How common a tag is: the share of training captions with it. Clips that got no tag are left out."""
    discussed = evidence.results.rows[DISCUSSED]
    train, valid, _ = split_references(evidence.results)
    captions = [caption for group in train for caption in group]
    counts = Counter(tag for caption in captions for tag in set(caption))

    def common(caption: Caption | Sequence[str]) -> float:
        return float(np.mean([counts[tag] / len(captions) for tag in caption])) if caption else float("nan")

    model = np.array([
        [common(caption) for caption in discussed.predictions("valid", seed)] for seed in range(len(discussed.runs))
    ])  # fmt: skip
    human = np.array([np.mean([common(caption) for caption in group]) for group in valid])
    spoken = ~np.isnan(model).any(axis=0)
    return Part.difference(
        f"share of training captions with a tag, mean of {NAME}'s tags - of annotators'",
        model[:, spoken], human[spoken], above(), POINTS,
    )  # fmt: skip
