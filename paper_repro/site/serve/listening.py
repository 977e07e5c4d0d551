"""One file heard by one network: checked, brought to a plain form, answered."""

from __future__ import annotations

import base64
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from paper_repro.core.audio.decode import decode
from paper_repro.core.errors import AudioError
from paper_repro.core.listening.heard import Heard
from paper_repro.site.clips.sound import spectrogram
from paper_repro.site.serve import limits
from paper_repro.site.serve.hearing import Network
from paper_repro.site.serve.jobs import Job

#: Hz of the plain form: what every network here takes or more.
RATE = 44_100
#: Tags that are sent over time, and texts that are sent of the whole.
SHOWN, TEXTS = 8, 5


class Ear:
    """Hears jobs; networks that were used last stay in memory.

    Args:
        load: a network by name.
    """

    def __init__(self, load: Callable[[str], Network]) -> None:
        self._load = load
        self._networks: OrderedDict[str, Network] = OrderedDict()

    def __call__(self, job: Job) -> None:
        """Fills a job's answer and picture.

        Raises:
            UserError: the file is no sound, too short or too long, or the network is not to be had.
        """
        samples = _plain(job.path)
        plain = job.path.with_name(f"{job.number}.wav")
        try:
            soundfile.write(plain, samples, RATE, subtype="PCM_16")
            heard = self._network(job.model)(plain)
        except AudioError as error:
            raise AudioError(str(error).replace(str(plain), job.name or "the file"), error.reason) from None
        finally:
            plain.unlink(missing_ok=True)
        job.picture = spectrogram(samples, RATE)
        job.answer = answer(heard, len(samples) / RATE)

    def _network(self, name: str) -> Network:
        if name not in self._networks:
            self._networks[name] = self._load(name)
            while len(self._networks) > limits.MOST_NETWORKS:
                self._networks.popitem(last=False)
        self._networks.move_to_end(name)
        return self._networks[name]


def _plain(path: Path) -> np.ndarray:
    """The sound as mono samples: no network then reads what a stranger made, nor more than the server allows."""
    samples = decode(path, sample_rate=RATE, duration=limits.MOST_SECONDS + 1.0)
    if len(samples) > limits.MOST_SECONDS * RATE:
        raise AudioError(
            f"{path}: is longer than {limits.MOST_SECONDS / 60:.0f} minutes, the most that is heard here; cut it, or "
            "use python -m paper_repro predict.",
            "too long",
        )
    return samples


def answer(heard: Heard, seconds: float) -> dict[str, Any]:
    """An answer as JSON.

    ``tags`` are the highest over the whole file, each with its score of every window; ``texts`` the best captions or
    titles of the whole; ``said`` what is said of each window in words; ``ends`` the second at which each window gives
    way to the next.
    """
    ends = [*heard.starts[1:], seconds]
    found: dict[str, Any] = {
        "seconds": round(seconds, 3),
        "ends": [round(float(end), 3) for end in ends],
        "texts": [text for text, _ in heard.best[:TEXTS]],
        "said": [[round(float(start), 3), text] for start, text in zip(heard.starts, heard.texts, strict=False)],
        "tags": [],
    }
    for name, whole in heard.top(SHOWN).items():
        scores = heard.scores[:, heard.names.index(name)]
        over_time = [round(float(score), 3) for score in scores]
        found["tags"].append({"tag": name, "mean": round(float(whole), 3), "scores": over_time})
    return found


def data_url(picture: bytes) -> str:
    """A picture within JSON."""
    return f"data:image/webp;base64,{base64.b64encode(picture).decode()}" if picture else ""
