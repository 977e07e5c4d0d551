"""Files of weights made to do harm: nothing outside of the file is opened, and no size is believed."""

import tracemalloc

import h5py
import numpy as np
import pytest

from paper_repro.core.errors import UserError
from paper_repro.core.nn.encoders import build_musicnn_tagger
from paper_repro.core.nn.published_weights import MUSICNN_LAYERS, load_musicnn

MIB = 1 << 20
LAYER = f"model_weights/{MUSICNN_LAYERS['musicnn_norm']}"
#: As Keras lays out a layer's arrays: a group within the layer's group.
ARRAY = f"{LAYER}/batch_normalization/gamma:0"


@pytest.fixture(scope="module")
def model():
    return build_musicnn_tagger(187)


def write(path, model):
    """A file with the layout of the published one, and values of its own."""
    with h5py.File(path, "w") as file:
        for ours, theirs in MUSICNN_LAYERS.items():
            for variable in model.get_layer(ours).weights:
                shape = tuple(variable.shape)
                if len(shape) == 3:  # 2D convolutions there, with one channel
                    shape = (shape[0], shape[1], 1, shape[2])
                values = np.full(shape, 0.5, np.float32)
                file[f"model_weights/{theirs}/{theirs}/{variable.name}:0"] = values
    return path


def _replaced(make):
    def change(file):
        del file[ARRAY]
        make(file)

    return change


def _external_layer(file):
    del file[LAYER]
    file[LAYER] = h5py.ExternalLink("secret.h5", LAYER)


def _virtual(file):
    layout = h5py.VirtualLayout((1,), "f4")
    layout[:] = h5py.VirtualSource("secret.h5", ARRAY, (1,))
    file.create_virtual_dataset(ARRAY, layout)


def _outside(file):
    file.create_dataset(ARRAY, (1,), "f4", external=[("/dev/zero", 0, h5py.h5f.UNLIMITED)])


def _external(file):
    file[ARRAY] = h5py.ExternalLink("secret.h5", ARRAY)


def _soft(file):
    file[ARRAY] = h5py.SoftLink("/elsewhere")
    file["elsewhere"] = h5py.ExternalLink("secret.h5", ARRAY)


NOT_FOLLOWED, NOT_OPENED = "gamma:0 is a link, which is not followed", "is stored in another file, which is not opened"
CHANGES = {
    "external link": (_replaced(_external), NOT_FOLLOWED),
    "external link in place of a layer": (_external_layer, "batch_normalization is a link, which is not followed"),
    "soft link to an external one": (_replaced(_soft), NOT_FOLLOWED),
    "virtual": (_replaced(_virtual), NOT_OPENED),
    "external storage": (_replaced(_outside), NOT_OPENED),
    "huge": (_replaced(lambda file: file.create_dataset(ARRAY, (10**13,), "f4")), r"is float32 \(10000000000000,\)"),
    "text": (_replaced(lambda file: file.create_dataset(ARRAY, (1,), "S4")), "needs numbers"),
    "missing": (_replaced(lambda file: None), "not the published MusiCNN weights .*gamma"),
}


def test_a_whole_file_is_read(tmp_path, model):
    load_musicnn(model, write(tmp_path / "weights.h5", model))
    assert all((np.asarray(variable) == 0.5).all() for variable in model.get_layer("musicnn_mid1_conv").weights)


@pytest.mark.parametrize("name", CHANGES)
def test_a_crafted_file_is_refused(name, tmp_path, model):
    write(tmp_path / "secret.h5", model)
    path = write(tmp_path / "crafted.h5", model)
    change, match = CHANGES[name]
    with h5py.File(path, "r+") as file:
        change(file)
    tracemalloc.start()
    try:
        with pytest.raises(UserError, match=match) as caught:
            load_musicnn(model, path)
        assert tracemalloc.get_traced_memory()[1] < 64 * MIB
    finally:
        tracemalloc.stop()
    assert str(caught.value).count(str(path)) == 1
