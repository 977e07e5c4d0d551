"""TensorFlow 1 checkpoints into our layers: every tensor accounted for, damaged and foreign files refused."""

import zipfile

import numpy as np
import pytest

from paper_repro.core.errors import UserError
from paper_repro.core.nn.checkpoint_weights import MUSICNN_SCOPES, VGG_SCOPES, load_checkpoint
from paper_repro.core.nn.encoders import build_musicnn_tagger
from paper_repro.core.nn.vgg import build_vgg_tagger
from tests.core.nn.checkpoints import optimiser, tensors_of, write_checkpoint

WHEEL = "musicnn-0.1.0-py3-none-any.whl"
SMALL = {"filters": 3, "classes": 5}


@pytest.fixture(scope="module")
def small():
    return build_vgg_tagger(**SMALL)


def refused(model, folder, tensors, message):
    write_checkpoint(folder, tensors)
    with pytest.raises(UserError, match=message) as caught:
        load_checkpoint(model, f"{folder}/", VGG_SCOPES, "the.whl")
    assert str(caught.value).startswith("the.whl: ")


def test_every_weight_is_filled_and_the_optimisers_tensors_are_named(tmp_path, small):
    tensors = tensors_of(small, VGG_SCOPES)
    write_checkpoint(tmp_path, {**tensors, **optimiser(tensors)})
    left = load_checkpoint(small, f"{tmp_path}/", VGG_SCOPES)
    assert left == tuple(sorted(optimiser(tensors)))
    for layer in small.layers:
        for variable in layer.weights:
            if layer.name in VGG_SCOPES:
                wanted = tensors[f"{VGG_SCOPES[layer.name]}/{variable.name}"]
                assert np.array_equal(np.asarray(variable), wanted)


def test_musicnns_kernels_lose_their_image_channel(tmp_path):
    model = build_musicnn_tagger(8, 10, width=0.05, classes=3)
    tensors = tensors_of(model, MUSICNN_SCOPES)
    assert tensors["conv2d_5/kernel"].ndim == 4
    write_checkpoint(tmp_path, tensors)
    assert load_checkpoint(model, f"{tmp_path}/", MUSICNN_SCOPES) == ()
    kernel = np.asarray(model.get_layer("musicnn_mid1_conv").kernel)
    assert np.array_equal(kernel, tensors["conv2d_5/kernel"][:, :, 0])


def test_what_is_missing_foreign_or_of_another_shape_is_refused(tmp_path, small):
    tensors = tensors_of(small, VGG_SCOPES)
    without = {name: array for name, array in tensors.items() if name != "3CNN/bias"}
    refused(small, tmp_path / "a", without, r"no 3CNN/bias; missing: 1")
    refused(small, tmp_path / "b", {**tensors, "6CNN/bias": np.ones(3, "f4")}, "6CNN/bias has no place in the model")
    slot = {"3CNN/bias/Momentum": np.ones(3, "f4")}
    refused(small, tmp_path / "c", {**tensors, **slot}, "3CNN/bias/Momentum has no place")
    refused(
        small, tmp_path / "d", {**tensors, "dense/bias": np.ones(6, "f4")}, r"float32 \(6,\), vgg_tags needs .* \(5,\)"
    )
    refused(small, tmp_path / "e", {**tensors, "dense/bias": np.ones(5, "f8")}, r"dense/bias is float64 \(5,\)")
    refused(small, tmp_path / "f", {**tensors, "dense/bias": np.array(["x"] * 5)}, r"dense/bias is string \(5,\)")


def test_a_refused_file_changes_nothing(tmp_path, small):
    before = [np.array(array) for array in small.get_weights()]
    tensors = tensors_of(small, VGG_SCOPES, seed=9)
    refused(small, tmp_path, {**tensors, "dense/bias": np.ones(6, "f4")}, "dense/bias")
    assert all(np.array_equal(*pair) for pair in zip(before, small.get_weights(), strict=True))


def test_damaged_and_foreign_files_are_refused(tmp_path, small):
    def load(folder):
        load_checkpoint(small, f"{folder}/", VGG_SCOPES, "the.whl")

    with pytest.raises(UserError, match=r"the\.whl: not a TensorFlow checkpoint"):
        load(tmp_path / "absent")
    tensors = tensors_of(small, VGG_SCOPES)
    write_checkpoint(tmp_path, tensors)
    index, data = tmp_path / ".index", tmp_path / ".data-00000-of-00001"
    whole = {path: path.read_bytes() for path in (index, data)}
    data.write_bytes(whole[data][:-40])
    with pytest.raises(UserError, match="cannot be read"):
        load(tmp_path)
    data.write_bytes(bytes(len(whole[data])))
    with pytest.raises(UserError, match="cannot be read"):
        load(tmp_path)
    data.unlink()
    with pytest.raises(UserError, match=r"the\.whl: "):
        load(tmp_path)
    data.write_bytes(whole[data])
    for content in (b"", b"no index", whole[index][:-20], whole[index][: len(whole[index]) // 2]):
        index.write_bytes(content)
        with pytest.raises(UserError, match=r"the\.whl: not a TensorFlow checkpoint"):
            load(tmp_path)


# --- the published files ---------------------------------------------------------------------------------------------

NETWORKS = {
    "MTT_musicnn": (build_musicnn_tagger, MUSICNN_SCOPES),
    "MSD_musicnn": (build_musicnn_tagger, MUSICNN_SCOPES),
    "MTT_vgg": (build_vgg_tagger, VGG_SCOPES),
    "MSD_vgg": (build_vgg_tagger, VGG_SCOPES),
}


@pytest.fixture(scope="module")
def wheel(material, tmp_path_factory):
    """The checkpoints of the published wheel, unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    with zipfile.ZipFile(material / "weights" / WHEEL) as archive:
        for name in archive.namelist():
            if name.endswith((".index", ".data-00000-of-00001")):
                archive.extract(name, folder)
    return folder / "musicnn"


def published(wheel, name):
    build, scopes = NETWORKS[name]
    model = build(187)
    return model, load_checkpoint(model, f"{wheel / name}/", scopes)


@pytest.mark.material
@pytest.mark.parametrize("name", NETWORKS)
def test_every_published_tensor_is_used_or_the_optimisers(wheel, name):
    import tensorflow as tf

    model, left = published(wheel, name)
    shapes = tf.compat.v1.train.NewCheckpointReader(f"{wheel / name}/").get_variable_to_shape_map()
    weights = shapes.keys() - set(left)
    assert sum(int(np.prod(shapes[tensor])) for tensor in weights) == model.count_params()
    assert all(tensor.split("/")[-1] in ("Adam", "Adam_1", "beta1_power", "beta2_power") for tensor in left)
    # Two moments of all that is trained: all but the moving averages.
    trained = [tensor for tensor in weights if not tensor.split("/")[-1].startswith("moving_")]
    assert len(left) == 2 * len(trained) + 2


@pytest.mark.material
def test_musicnn_is_bit_equal_to_the_published_keras_file(wheel, material):
    from paper_repro.core.nn.published_weights import load_musicnn

    other = build_musicnn_tagger(187)
    load_musicnn(other, material / "weights" / "musicnn_keras_MTT_musicnn.h5")
    model, _ = published(wheel, "MTT_musicnn")
    pairs = list(zip(model.get_weights(), other.get_weights(), strict=True))
    assert len(pairs) > 60
    assert all(np.array_equal(*pair) for pair in pairs)


def vgg_by_plain_ops(read, mel):
    """The published definition on TensorFlow's own ops: ``(batch, 187, 96)`` to ``(batch, 50)``."""
    import tensorflow as tf

    def norm(x, number):
        scope = f"batch_normalization_{number}" if number else "batch_normalization"
        mean, variance, beta, gamma = (
            read(f"{scope}/{name}") for name in ("moving_mean", "moving_variance", "beta", "gamma")
        )
        return (x - mean) / np.sqrt(variance + np.float32(1e-3)) * gamma + beta

    x = norm(mel[..., None], 0)
    for block in range(1, 6):
        x = tf.nn.conv2d(x, read(f"{block}CNN/kernel"), 1, "SAME") + read(f"{block}CNN/bias")
        window, stride = {1: ((4, 1), (2, 2)), 5: ((4, 4), (4, 4))}.get(block, ((2, 2), (2, 2)))
        x = tf.nn.max_pool2d(norm(tf.nn.relu(x), block), window, stride, "VALID")
    flat = tf.reshape(x, (len(mel), -1))
    return tf.sigmoid(flat @ read("dense/kernel") + read("dense/bias")).numpy()


@pytest.mark.material
@pytest.mark.parametrize("name", ["MTT_vgg", "MSD_vgg"])
def test_vgg_equals_the_published_definition(wheel, name):
    import tensorflow as tf

    model, _ = published(wheel, name)
    read = tf.compat.v1.train.NewCheckpointReader(f"{wheel / name}/").get_tensor
    mel = np.random.default_rng(0).uniform(0, 4, (3, 187, 96)).astype("float32")
    ours = model.predict(mel, verbose=0)
    assert ours.std() > 0.01
    np.testing.assert_allclose(ours, vgg_by_plain_ops(read, mel), atol=1e-5)
