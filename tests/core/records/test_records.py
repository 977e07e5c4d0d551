"""Records: exact features, resumable, counted, bounded in what they refuse."""

import csv
import json
from dataclasses import replace

import joblib
import numpy as np
import pytest
import soundfile as sf
import tensorflow as tf

from paper_repro.core.audio.load import load_clip
from paper_repro.core.audio.settings import MelSettings
from paper_repro.core.errors import UserError
from paper_repro.core.records import build as module
from paper_repro.core.records.build import build_records, require_few_refused
from paper_repro.core.records.pipeline import epochs, features, in_order, shuffle_window, steps_per_epoch
from paper_repro.core.records.pipeline import rows as row_numbers
from paper_repro.core.records.records import Item, identity, read_index, read_shard, records_folder
from paper_repro.core.records.serialize import parse_batch, serialize

SETTINGS = MelSettings(8000, 1.0, 0.9, 256, 128, 20)
RNG = np.random.default_rng(0)


@pytest.fixture(scope="module")
def clips(tmp_path_factory):
    folder = tmp_path_factory.mktemp("clips")
    for number in range(150):
        sf.write(folder / f"{number:03d}.wav", 0.1 * RNG.standard_normal(8000), 8000)
    return [Item(path.stem, path) for path in sorted(folder.iterdir())]


@pytest.fixture(scope="module")
def built(clips, tmp_path_factory):
    return build_records(clips, SETTINGS, tmp_path_factory.mktemp("records"), jobs=2)


def test_features_are_those_of_the_layer(clips, built):
    assert sorted(built.keys) == [item.key for item in clips]
    assert len(built.shards) == 3
    paths = {item.key: item.path for item in clips}
    seen = 0
    for rows, mels in in_order(built, batch_size=40):
        for row, mel in zip(rows.numpy(), mels.numpy(), strict=True):
            assert row == seen
            if seen % 17 == 0:
                expected = SETTINGS.layer()(load_clip(paths[built.keys[row]], SETTINGS)[None])[0]
                np.testing.assert_allclose(mel, expected, atol=1e-5)
            seen += 1
    assert seen == 150


def test_a_killed_build_goes_on_and_repeats_nothing(clips, tmp_path, monkeypatch):
    real, calls = module._build_shard, []

    def dies_at_the_second(part, settings, decoder, folder, name, identity):
        calls.append(name)
        if len(calls) == 2:
            (folder / f"{name}.tfrecord.part").write_bytes(b"half")
            raise KeyboardInterrupt
        real(part, settings, decoder, folder, name, identity)

    monkeypatch.setattr(module, "_build_shard", dies_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        build_records(clips, SETTINGS, tmp_path)
    assert not (tmp_path / "index.json").exists()

    def counts(*arguments):
        calls.append(arguments[4])
        real(*arguments)

    monkeypatch.setattr(module, "_build_shard", counts)
    whole = build_records(clips, SETTINGS, tmp_path)
    assert calls == ["shard-00000", "shard-00001", "shard-00001", "shard-00002"]
    build_records(clips, SETTINGS, tmp_path)
    assert len(calls) == 4
    fresh = build_records(clips, SETTINGS, tmp_path / "fresh")
    assert fresh.keys == whole.keys
    assert [p.read_bytes() for p in fresh.shards] == [p.read_bytes() for p in whole.shards]


def test_fresh_computes_finished_records_again(clips, tmp_path, monkeypatch):
    few = clips[:3]
    finished = build_records(few, SETTINGS, tmp_path)
    real, calls = module._build_shard, []
    monkeypatch.setattr(module, "_build_shard", lambda *arguments: calls.append(arguments[4]) or real(*arguments))
    assert build_records(few, SETTINGS, tmp_path) == finished
    assert calls == []
    assert build_records(few, SETTINGS, tmp_path, fresh=True) == finished
    assert calls == ["shard-00000"]


def test_descriptions_of_other_records_are_not_taken(clips, tmp_path):
    build_records(clips[:3], SETTINGS, tmp_path)
    wanted = identity(clips[:3], SETTINGS, "soundfile")
    assert read_index(tmp_path, wanted, SETTINGS).keys == read_index(tmp_path, wanted, SETTINGS).keys
    assert len(read_shard(tmp_path, "shard-00000", 3, wanted)["keys"]) == 3
    for other in ("", "~"):  # before and after any hash in the alphabet
        assert read_index(tmp_path, other, SETTINGS) is None
        assert read_shard(tmp_path, "shard-00000", 3, other) is None
    for items in (2, 4):
        assert read_shard(tmp_path, "shard-00000", items, wanted) is None


def test_a_damaged_shard_is_built_again(clips, tmp_path):
    whole = build_records(clips, SETTINGS, tmp_path)
    before = whole.shards[1].read_bytes()
    whole.shards[1].write_bytes(before[:-1])
    assert build_records(clips, SETTINGS, tmp_path).shards[1].read_bytes() == before


def test_few_bad_files_are_listed_and_the_rest_goes_on(clips, tmp_path):
    (tmp_path / "bad.wav").write_bytes(b"")
    items = [*clips, Item("bad", tmp_path / "bad.wav")]
    found = build_records(items, SETTINGS, tmp_path / "records")
    assert len(found.keys) + len(found.refused) == len(items)
    with (tmp_path / "records" / "refused.csv").open() as file:
        assert [row["item"] for row in csv.DictReader(file)] == ["bad"]


def test_too_many_bad_files_stop_and_the_good_shards_stay(clips, tmp_path):
    sf.write(tmp_path / "short.wav", np.zeros(4000), 8000)
    items = [*clips[:130], *(Item(f"bad{number}", tmp_path / "short.wav") for number in range(2))]
    found = build_records(items, SETTINGS, tmp_path / "records")
    with pytest.raises(UserError, match=r"2 of 132 files cannot be used, above 1%.*short.wav: holds 0.50 s"):
        require_few_refused([found], 0.01)
    kept = list((tmp_path / "records").glob("shard-*.json"))
    assert 0 < len(kept) < 3
    assert not (tmp_path / "records" / "index.json").exists()
    with pytest.raises(UserError, match="2 of 132"):
        require_few_refused([found], 0.01)


def test_exactly_the_largest_share_may_be_refused(clips, tmp_path):
    (tmp_path / "bad.wav").write_bytes(b"")
    found = build_records([*clips[:3], Item("bad", tmp_path / "bad.wav")], SETTINGS, tmp_path / "records")
    require_few_refused([found], 0.25)
    with pytest.raises(UserError, match="1 of 4"):
        require_few_refused([found], 0.24)


def test_the_limit_is_on_the_corpus_not_on_its_parts(clips, tmp_path):
    (tmp_path / "bad.wav").write_bytes(b"")
    large = build_records(clips, SETTINGS, tmp_path / "large")
    small = build_records([*clips[:9], Item("bad", tmp_path / "bad.wav")], SETTINGS, tmp_path / "small")
    require_few_refused([large, small], 0.01)
    with pytest.raises(UserError, match="1 of 10"):
        require_few_refused([small], 0.01)


def test_a_changed_file_of_the_same_size_is_other_records(clips, tmp_path):
    sf.write(tmp_path / "a.wav", np.zeros(8000), 8000)
    before = records_folder(tmp_path, [Item("a", tmp_path / "a.wav")], SETTINGS, "soundfile")
    sf.write(tmp_path / "a.wav", np.full(8000, 0.5), 8000)
    assert records_folder(tmp_path, [Item("a", tmp_path / "a.wav")], SETTINGS, "soundfile") != before


def test_a_full_disk_is_an_os_error(clips, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_remove_files", lambda folder, pattern: None)
    (tmp_path / "shard-00000.tfrecord.part").symlink_to("/dev/full")
    with pytest.raises(OSError, match="no space left"):
        build_records(clips[:64], SETTINGS, tmp_path)


def test_other_settings_are_other_records(clips, built):
    other = MelSettings(8000, 1.0, 0.9, 256, 128, 21)
    folders = {records_folder(built.folder, clips, settings, "soundfile") for settings in (SETTINGS, other)}
    assert len(folders) == 2


def test_index_counts_and_versions(built):
    index = json.loads((built.folder / "index.json").read_text())
    assert index["items"] == 150
    assert index["versions"]["tensorflow"]


def test_processes_and_threads_give_the_same_bytes(clips, built, tmp_path):
    with joblib.parallel_config(backend="loky", n_jobs=2):
        other = build_records(clips[:70], SETTINGS, tmp_path / "a", jobs=2)
    threads = build_records(clips[:70], SETTINGS, tmp_path / "b", jobs=2)
    assert [p.read_bytes() for p in other.shards] == [p.read_bytes() for p in threads.shards]


def order(records, seed, first_epoch, batches):
    dataset = epochs(records, batch_size=50, seed=seed, first_epoch=first_epoch)
    return [tuple(rows.numpy()) for rows, _ in dataset.take(batches)]


def test_order_depends_on_seed_and_epoch_alone(built):
    two_epochs = order(built, 1, 0, 6)
    assert sorted(sum(two_epochs[:3], ())) == list(range(150))
    assert sorted(sum(two_epochs[3:], ())) == list(range(150))
    assert two_epochs[:3] != two_epochs[3:]
    assert order(built, 1, 1, 3) == two_epochs[3:]
    assert order(built, 2, 0, 3) != two_epochs[:3]


def test_epochs_begin_with_the_first(built):
    dataset = epochs(built, batch_size=50, seed=1)
    assert [tuple(batch.numpy()) for batch, _ in dataset.take(3)] == order(built, 1, 0, 3)


def test_rows_are_positions_in_the_keys_and_a_strange_key_has_none(built):
    table = row_numbers(built)
    found = table.lookup(tf.constant([built.keys[0], built.keys[149], "nobody"]))
    assert found.numpy().tolist() == [0, 149, -1]


def test_features_alone_are_those_of_one_pass(built):
    alone = np.concatenate(list(features(built, batch_size=40).as_numpy_iterator()))
    passed = np.concatenate([mels for _, mels in in_order(built, batch_size=64).as_numpy_iterator()])
    np.testing.assert_array_equal(alone, passed)


@pytest.mark.parametrize(
    ("frames", "mels", "dtype", "window"),
    [
        (63, 20, "float32", 512),
        (1024, 256, "float32", 32),
        (1024, 256, "uint8", 128),
        (1 << 20, 64, "float32", 1),
    ],
)
def test_as_many_clips_are_shuffled_as_32_mebibytes_hold(built, frames, mels, dtype, window):
    """Of each: 5 KB, 1 MiB, 256 KiB, 256 MiB."""
    records = replace(built, shape=(frames, mels), frames=(frames,) * 150, dtype=dtype)
    assert shuffle_window(records) == window


def test_a_last_batch_that_is_not_full_is_a_step(built):
    assert [steps_per_epoch(built, size) for size in (50, 40, 149, 150, 151)] == [3, 4, 2, 1, 1]


def test_clips_as_long_as_their_files(tmp_path):
    open_ended = replace(SETTINGS, seconds=None)
    lengths = [9000, 20_000, 8000, 12_345]
    for number, length in enumerate(lengths):
        sf.write(tmp_path / f"{number}.wav", 0.1 * RNG.standard_normal(length), 8000)
    items = [Item(str(number), tmp_path / f"{number}.wav") for number in range(len(lengths))]
    built = build_records(items, open_ended, tmp_path / "records")
    assert built.shape == (None, 20)
    frames = dict(zip(built.keys, built.frames, strict=True))
    assert [frames[str(number)] for number in range(4)] == [1 + length // 128 for length in lengths]
    again = build_records(items, open_ended, tmp_path / "records")
    assert again.frames == built.frames
    seen = 0
    for rows, mels in in_order(built, batch_size=3):
        counts = [built.frames[row] for row in rows.numpy()]
        assert mels.shape == (len(counts), max(counts), 20)
        for row, count, mel in zip(rows.numpy(), counts, mels.numpy(), strict=True):
            item = items[int(built.keys[row])]
            expected = open_ended.layer()(load_clip(item.path, open_ended)[None])[0]
            np.testing.assert_allclose(mel[:count], expected, atol=1e-5)
            assert not mel[count:].any()
            seen += 1
    assert seen == 4


def test_a_record_of_another_length_is_an_error_where_all_are_of_one(built):
    good = next(iter(tf.data.TFRecordDataset(str(built.shards[0])).batch(2)))
    short = serialize("short", np.zeros((3, 20)), "float32")
    keys, _ = parse_batch(good, built.shape)
    assert keys.shape == (2,)
    with pytest.raises(tf.errors.InvalidArgumentError):
        parse_batch(tf.constant([*good.numpy(), short]), built.shape)
