"""What is to be known of a published network: by label for a saved model and for ``weights info``, and as a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from paper_repro.core.audio.settings import MelSettings
from paper_repro.core.listening.cut import Cut
from paper_repro.weights.catalogue import Network, Wheel
from paper_repro.weights.store import expected


def about(network: Network, tags: Sequence[str] = ()) -> dict[str, object]:
    """Texts by label; ``tags`` is a list of them, left out where none are given."""
    file = network.wheel
    held = f"{file.file} ({file.package} {file.version})" if isinstance(file, Wheel) else file.file
    found: dict[str, object] = {
        "name": network.name,
        "network": network.label,
        "trained on": network.trained_on,
        "published scores": f"test ROC-AUC {network.roc_auc:.4f}, PR-AUC {network.pr_auc:.4f}, macro over tags "
        f"({network.scores_from}; real set, not ours)",
        "file": held,
        "sha-256": expected(file) or "not pinned: known by its arrays",
        "licence": file.licence,
        "citation": file.citation,
        "home page": file.home_page,
    }
    if tags:
        found["tags"] = list(tags)
    return found


def page(network: Network, tags: Sequence[str], parameters: int, settings: MelSettings, cut: Cut) -> str:
    """The model card, as Markdown: all of it from the catalogue, the file and the network that was built.

    Args:
        network: what it is.
        tags: in the order of its outputs.
        parameters: of the built network.
        settings: of its mel spectrogram.
        cut: how files become windows.
    """
    known = about(network)
    rate = settings.sample_rate
    features = ", ".join(f"{name} {value}" for name, value in asdict(settings).items() if name in _FEATURES)
    shortest = f"{cut.shortest / rate:.2f}"
    get = (
        f"weights fetch {network.name}" if isinstance(network.wheel, Wheel) else f"weights import {network.wheel.file}"
    )
    return f"""# {network.label}: `{network.name}`

{len(tags)} tags of music by a convolutional network of {parameters:,} parameters, as its authors trained it. Nothing is
trained here.

```
python -m paper_repro {get}
python -m paper_repro predict song.mp3 --model {network.name}
```

## What goes in, what comes out

- Sound at {rate:,} Hz, one channel, full scale 1; files are resampled and their channels averaged.
- Mel spectrogram: {features}.
- Windows of {cut.size / rate:.2f} s, one every {cut.hop / rate:.2f} s; the probability of a tag for a file is the mean
  over its windows. What is left at the end and fills no window is not heard; files below {shortest} s are refused.
- Tags, in the order of the outputs: {", ".join(tags)}.

## Training data and scores

- Trained on: {known["trained on"]}.
- Published: {known["published scores"]}.
- Heard here on real clips: [published networks](../magnatagatune/published_networks_real.md), of those trained on
  MagnaTagATune.

## Limits

- Tags are those that listeners gave to the training data: what is not among them cannot be said, several mean the same
  (`no vocals`, `no vocal`), and common ones are said more readily.
- Probabilities rank; they were not calibrated. Silence and noise get tags too.
- MagnaTagATune was published in 2009, the Million Song Dataset in 2011: later music is unknown to the networks.

## Licence and source

- Licence: {known["licence"]}.
- Cite: {known["citation"]}
- Home page: {known["home page"]}
- File: {known["file"]}, SHA-256 `{known["sha-256"]}`. It is not part of this project.
"""


#: Settings of the spectrogram that a card names.
_FEATURES = ("n_fft", "hop_length", "n_mels", "fmin", "fmax", "htk", "norm", "pad_mode", "compression")
