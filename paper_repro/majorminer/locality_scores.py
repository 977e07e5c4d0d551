"""Whether attention is where a tag sounds: temporal locality (Sec. 6), for clips whose score is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from paper_repro.core.evaluation.controls import shuffled_audio
from paper_repro.majorminer.config import Config
from paper_repro.majorminer.data import Corpus
from paper_repro.majorminer.outcome import Outcome
from paper_repro.majorminer.stemming import normalize_tag
from paper_repro.sample import is_sample

#: A tag tells of time where its sound is heard in so much of a clip: neither hardly ever nor nearly always. Ours.
LEAST, MOST = 0.1, 0.9
#: Instants of a frame that are looked at.
STEPS = 20
#: By clip and tag, seconds at which something begins and ends, ``(times, 2)``.
Sounding = Mapping[str, Mapping[str, np.ndarray]]


def sounding(corpus: Corpus, clips: Sequence[str]) -> Sounding:
    """When the tags of instruments and voices sound; empty where no score of the clips is known."""
    if not is_sample(corpus.root):
        return {}
    # Imported here: composing takes a second to start, and real clips have no score.
    from paper_repro.sample.majorminer import score

    found: dict[str, dict[str, np.ndarray]] = {}
    for clip, words in score.sounding(corpus.root, clips).items():
        tags: dict[str, list[np.ndarray]] = {}
        for word, spans in words.items():
            tags.setdefault(normalize_tag(word), []).append(spans)
        found[clip] = {tag: np.concatenate(spans) for tag, spans in tags.items()}
    return found


def shares(spans: np.ndarray, frames: int, config: Config) -> np.ndarray:
    """How much of each frame that the decoder attends to something sounds, ``(frames,)``.

    Example:
        >>> shares(np.array([[0.0, 0.05], [0.04, 0.1]]), 3, Config(hop_length=600, sample_rate=12_000)).tolist()
        [0.5, 1.0, 0.5]
    """
    # A spectrogram frame is centred on its time.
    edges = np.arange(frames + 1) * config.frame_seconds - config.hop_length / config.sample_rate / 2
    times = np.linspace(edges[:-1], edges[1:], STEPS, endpoint=False) + config.frame_seconds / STEPS / 2
    starts, ends = spans[:, 0, None, None], spans[:, 1, None, None]
    return ((times >= starts) & (times < ends)).any(axis=0).mean(axis=0)


@dataclass(frozen=True)
class Said:
    """A tag that a caption says and that sounds in some of the clip: ``sounds`` and ``attention`` are ``(frames,)``."""

    clip: int
    tag: str
    sounds: np.ndarray
    attention: np.ndarray


@dataclass(frozen=True)
class Locality:
    """What a row attends to while it says such tags. Scores are shares of attention, ``(seeds, clips)``."""

    outcome: Outcome
    heard: Sounding

    @cached_property
    def said(self) -> list[list[Said]]:
        """By seed, in the order of the clips."""
        return [list(self._said(seed)) for seed in range(len(self.outcome.runs))]

    def _said(self, seed: int):
        config, attention = self.outcome.config, self.outcome.attention()[seed]
        for number, (clip, caption) in enumerate(
            zip(self.outcome.clip_ids(), self.outcome.predictions(seed=seed), strict=True)
        ):
            sounds = self.heard.get(clip, {})
            for step, tag in enumerate(caption):
                if tag in sounds and tag not in caption[:step]:
                    share = shares(sounds[tag], attention.shape[2], config)
                    if LEAST < share.mean() < MOST:
                        yield Said(number, tag, share, attention[number, step])

    @cached_property
    def clips(self) -> list[int]:
        """Clips with such a tag under every seed."""
        each = [{said.clip for said in of_seed} for of_seed in self.said]
        return sorted(set.intersection(*each))

    def own(self) -> np.ndarray:
        """Attention that is where the tag sounds, mean over a clip's tags."""
        return self._scores(lambda said: said.attention)

    def uniform(self) -> np.ndarray:
        """The same of attention that is the same at all times."""
        return self._scores(lambda said: np.full(len(said.sounds), 1.0 / len(said.sounds)))

    def of_others(self) -> np.ndarray:
        """The same with the attention of other clips, mean over permutations of them."""
        return np.stack([self._of_others(seed) for seed in range(len(self.said))])

    def best(self) -> np.ndarray:
        """The same of all attention on the frame in which the tag sounds most."""
        return np.stack([self._mean(seed, lambda said: float(said.sounds.max())) for seed in range(len(self.said))])

    def _of_others(self, seed: int) -> np.ndarray:
        if len(self.clips) < 2:
            return np.full(len(self.clips), np.nan)
        by_clip = {
            clip: np.mean([said.attention for said in self.said[seed] if said.clip == clip], axis=0)
            for clip in self.clips
        }

        def score(order: np.ndarray) -> np.ndarray:
            other = {clip: by_clip[self.clips[at]] for clip, at in zip(self.clips, order, strict=True)}
            return self._mean(seed, lambda said: float(other[said.clip] @ said.sounds))

        return shuffled_audio(score, len(self.clips)).per_clip

    def _scores(self, attention: Callable[[Said], np.ndarray]) -> np.ndarray:
        of = [self._mean(seed, lambda said: float(attention(said) @ said.sounds)) for seed in range(len(self.said))]
        return np.stack(of)

    def _mean(self, seed: int, score: Callable[[Said], float]) -> np.ndarray:
        found: dict[int, list[float]] = {clip: [] for clip in self.clips}
        for said in self.said[seed]:
            if said.clip in found:
                found[said.clip].append(score(said))
        return np.array([np.mean(found[clip]) for clip in self.clips])
