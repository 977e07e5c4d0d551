"""What published networks say of clips: probabilities of each, and their scores part by part of the published split."""

from __future__ import annotations

import hashlib
import json
import sys
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from paper_repro.core.audio.load import load_clip
from paper_repro.core.audio.settings import MelSettings
from paper_repro.core.errors import AudioError, Refusal, UserError
from paper_repro.core.evaluation.controls import Shuffled, shuffled_audio
from paper_repro.core.evaluation.tagging import auc_scores, scorable
from paper_repro.core.files import digest, whole_file
from paper_repro.core.locks import alone
from paper_repro.core.progress import track
from paper_repro.datasets.magnatagatune import TOP50
from paper_repro.magnatagatune import published
from paper_repro.magnatagatune.data import Corpus
from paper_repro.weights import Network, network, store

#: Networks of the wheel that were trained on this data set.
NETWORKS = ("mtt_musicnn", "mtt_vgg")
FCN = "fcn"
#: Won's FCN hears the first 464,000 samples of a clip: 29 s.
FCN_FEATURES = MelSettings(
    sample_rate=16_000, seconds=29.0, min_seconds=29.0, n_fft=512, hop_length=256, n_mels=96, fmax=8_000.0, htk=True,
    norm=None, pad_mode="reflect", compression="db",
)  # fmt: skip
#: Groups of clips: name -> parts of the split. Networks have heard those of train, and were chosen on validation.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "train": ("train",),
    "validation": ("valid",),
    "test": ("test",),
    "validation and test": ("valid", "test"),
    "all": ("train", "valid", "test"),
}


#: What numpy and json raise for a file that is cut off, empty or of another kind.
UNREADABLE = (OSError, ValueError, KeyError, EOFError, TypeError, zipfile.BadZipFile)
#: Of the files in which probabilities are kept: to be changed with what a tagger computes.
FORMAT = 1
#: From a file to the probability of each tag, ``(tags,)``.
Tagger = Callable[[Path], np.ndarray]


@dataclass(frozen=True)
class Published:
    """A published network: what its authors report, the SHA-256 of its weights, and how it is loaded."""

    key: str
    label: str
    trained_on: str
    roc_auc: float
    pr_auc: float
    test: str
    weights: str
    load: Callable[[], Tagger]


@dataclass(frozen=True)
class Heard:
    """What the networks say of the clips that can be used: ``scores[key]`` is float ``(clips, tags)``."""

    corpus: Corpus
    networks: tuple[Published, ...]
    clips: tuple[str, ...]
    scores: Mapping[str, np.ndarray]
    refused: tuple[Refusal, ...]

    @property
    def tags(self) -> tuple[str, ...]:
        """The networks' tags, in the order of the columns."""
        return TOP50

    def group(self, name: str) -> Group | None:
        """The clips of a group; None where there are fewer than two, or no tag can be scored on them."""
        split = self.corpus.split(None)
        members = {clip for part in GROUPS[name] for clip in split[part]}
        rows = np.array([row for row, clip in enumerate(self.clips) if clip in members], dtype=int)
        clips = [self.clips[row] for row in rows]
        labels = self.corpus.data.labels_of(self.tags)[[self.corpus.rows[clip] for clip in clips]]
        if len(rows) < 2 or not scorable(labels).any():
            return None
        return Group(name, labels, self.corpus.artists(clips), {key: score[rows] for key, score in self.scores.items()})


@dataclass(frozen=True)
class Group:
    """Some of the clips: labels ``(clips, tags)`` and what each network says of them."""

    name: str
    labels: np.ndarray
    artists: np.ndarray
    scores: Mapping[str, np.ndarray]

    @property
    def scored(self) -> np.ndarray:
        """Which tags can be scored: bool ``(tags,)``."""
        return scorable(self.labels)

    def auc_scores(self, key: str) -> np.ndarray:
        """``(artists,)``, whose mean is the network's macro ROC-AUC."""
        return auc_scores(self.labels, self.scores[key], self.artists)[0]

    def shuffled(self, key: str) -> Shuffled:
        """The same with the audio shuffled between the clips of the group."""
        labels, scores, artists = self.labels, self.scores[key], self.artists
        return shuffled_audio(lambda order: auc_scores(labels, scores[order], artists)[0], len(labels))


def networks(wheel: Path | None, fcn: Path | None) -> tuple[Published, ...]:
    """The networks; ``wheel`` None takes the file in the cache folder, ``fcn`` None leaves that one out.

    Raises:
        UserError: a file is missing, or the wheel is not the published one.
    """
    found = []
    for name in NETWORKS:
        about = network(name)
        path = store.held(about.wheel) if wheel is None else store.checked(wheel, about.wheel)
        test = f"{published.COUNTS['split musicnn, test']:,} clips, split «musicnn»"
        scores = (about.roc_auc, about.pr_auc)
        load = partial(_load_tagger, about, path)
        found.append(Published(name, about.label, about.trained_on, *scores, test, about.wheel.sha256, load))
    if fcn is not None:
        if not fcn.is_file():
            raise UserError(f"--fcn {fcn}: no such file.")
        test = f"{published.COUNTS['split sota, test']:,} clips, split «sota»"
        trained_on = "MagnaTagATune, the 50 most frequent tags, split «sota»"
        scores = published.OTHERS["FCN"]
        found.append(
            Published(FCN, "FCN (Won et al. 2020)", trained_on, *scores, test, digest(fcn), partial(_load_fcn, fcn))
        )
    return tuple(found)


def _load_tagger(about: Network, path: Path) -> Tagger:
    # Imported here, as below: TensorFlow takes seconds to start, and kept scores need none of it.
    from paper_repro.weights.tagger import Tagger as OfWheel

    tagger = OfWheel.load(about, path)
    if tagger.tags != TOP50:
        raise UserError(f"{about.name}: its tags are not the 50 of MagnaTagATune; received {', '.join(tagger.tags)}.")
    return tagger


def _load_fcn(path: Path) -> Tagger:
    from paper_repro.core.nn.encoders import build_fcn_tagger
    from paper_repro.core.nn.published_weights import load_sota_fcn
    from paper_repro.core.training.backend import jit_compile
    from paper_repro.core.training.forward import Forward

    model = build_fcn_tagger(*FCN_FEATURES.shape, classes=len(TOP50))
    load_sota_fcn(model, path)
    model.compile(jit_compile=jit_compile())
    forward, front = Forward(model), FCN_FEATURES.layer()
    return lambda file: forward(front(load_clip(file, FCN_FEATURES)[None]))[0]


def heard(
    corpus: Corpus, chosen: Sequence[Published], folder: Path, devices: str = "auto", most: int | None = None
) -> Heard:
    """Every network's probabilities for every clip of the corpus. A clip that one cannot take is in no score.

    Args:
        corpus: the clips.
        chosen: the networks.
        folder: where probabilities are kept: what is there is not computed again.
        devices: as ``core.training.backend.prepare`` takes it.
        most: clips to listen to at most, evenly spread; default: all.

    Raises:
        UserError: no clip can be used by all networks.
    """
    with alone(folder, "listening to these clips"):
        said = {each.key: _kept(corpus, each, folder, devices, most) for each in chosen}
    refused = {item.item: item for _, _, items in said.values() for item in items}
    clips = tuple(clip for clip in _spread(corpus, most) if clip not in refused)
    if not clips:
        first = next(iter(refused.values()))
        raise UserError(f"{corpus.root}: none of its {len(corpus.audio):,} clips can be used; {first.detail}")
    scores = {}
    for key, (names, rows, _) in said.items():
        place = {name: row for row, name in enumerate(names)}
        scores[key] = rows[[place[clip] for clip in clips]]
    return Heard(corpus, tuple(chosen), clips, scores, (*corpus.refused, *refused.values()))


def _spread(corpus: Corpus, most: int | None) -> list[str]:
    """The clips to listen to: all, or ``most`` of them evenly spread over the corpus."""
    clips = list(corpus.audio)
    if most is None or len(clips) <= most:
        return clips
    return [clips[place] for place in np.linspace(0, len(clips) - 1, most).round().astype(int)]


def _kept(
    corpus: Corpus, each: Published, folder: Path, devices: str, most: int | None
) -> tuple[list[str], np.ndarray, list[Refusal]]:
    """Clips, their probabilities ``(clips, tags)`` and what was refused: read where they are kept, else computed."""
    wanted = _spread(corpus, most)
    part = [most] if len(wanted) < len(corpus.audio) else []
    about = json.dumps([FORMAT, each.key, each.weights, corpus.fingerprint, *part])
    path = folder / f"{each.key}-{hashlib.sha256(about.encode()).hexdigest()[:12]}.npz"
    if path.is_file():
        try:
            with path.open("rb") as file, np.load(file) as stored:
                refused = [Refusal(*item) for item in json.loads(str(stored["refused"]))]
                return stored["clips"].tolist(), stored["scores"], refused
        except UNREADABLE:
            print(f"\r{path}: damaged; computed anew.", file=sys.stderr)
    clips, scores, refused = _listen(corpus, wanted, each, devices)
    with whole_file(path) as temporary, temporary.open("wb") as file:
        listed = json.dumps([[item.item, item.reason, item.detail] for item in refused])
        np.savez_compressed(file, clips=np.array(clips, dtype=str), scores=scores, refused=np.array(listed))
    return clips, scores, refused


def _listen(
    corpus: Corpus, wanted: Sequence[str], each: Published, devices: str
) -> tuple[list[str], np.ndarray, list[Refusal]]:
    from paper_repro.core.training.backend import prepare

    prepare(devices)
    tagger = each.load()
    scores: dict[str, np.ndarray] = {}
    refused = []
    for clip in track(wanted, len(wanted), each.label):
        try:
            scores[clip] = tagger(corpus.audio[clip])
        except AudioError as error:
            refused.append(Refusal(clip, error.reason, str(error)))
    return list(scores), np.array(list(scores.values())).reshape(-1, len(TOP50)), refused
