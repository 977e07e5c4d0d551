"""AudioSet's features: our reader against TensorFlow's, and everything that a record or a file can lack."""

from __future__ import annotations

import os

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from paper_repro.core.errors import ItemError, UserError
from paper_repro.datasets import audioset
from paper_repro.datasets.audioset.example import context_of, embedding_of, parse
from paper_repro.datasets.audioset.tfrecord import checksums
from tests.datasets.audioset_records import FRAMES, VALUES, record, shard, values
from tests.datasets.test_fuzz_tables import check_message

IDS = ("-0Gj8-vB1q4", "aBcdefghijk", "zz_zzzzzzz9")
#: Bytes of a TFRecord's length and its checksum.
HEADER = 12


def written(root, content, name="eval/00.tfrecord"):
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def by_tensorflow(path):
    """id -> (start, end, labels, features), as tf.data reads them."""
    import tensorflow as tf

    context = {
        "video_id": tf.io.FixedLenFeature((), tf.string),
        "start_time_seconds": tf.io.FixedLenFeature((), tf.float32),
        "end_time_seconds": tf.io.FixedLenFeature((), tf.float32),
        "labels": tf.io.VarLenFeature(tf.int64),
    }
    lists = {"audio_embedding": tf.io.FixedLenSequenceFeature((), tf.string)}
    found = {}
    for one in tf.data.TFRecordDataset(str(path)):
        about, features = tf.io.parse_single_sequence_example(one, context, lists)
        frames = tf.io.decode_raw(features["audio_embedding"], tf.uint8).numpy()
        labels = tuple(about["labels"].values.numpy().tolist())
        start, end = (float(about[f"{name}_time_seconds"]) for name in ("start", "end"))
        found[about["video_id"].numpy().decode()] = (start, end, labels, frames)
    return found


def check_against_tensorflow(data):
    expected = {}
    for path in data.shards:
        expected |= by_tensorflow(path)
    assert [segment.video_id for segment in data.segments] == list(expected)
    for segment in data.segments:
        start, end, labels, frames = expected[segment.video_id]
        assert (segment.start, segment.end, segment.labels) == (start, end, labels)
        np.testing.assert_array_equal(audioset.features(segment.shard, segment.position), frames)


def test_records_are_read_as_tensorflow_reads_them(tmp_path):
    records = [
        record(one, start=at + 0.1, end=at + 10.1, labels=range(at * 200), features=values(at))
        for at, one in enumerate(IDS)
    ]
    written(tmp_path, shard(*records[:2]), "bal_train/Ab.tfrecord")
    written(tmp_path, shard(records[2]), "eval/deep/down/zz.tfrecord")
    data = audioset.load(tmp_path)
    assert data.refused == ()
    assert [segment.video_id for segment in data.segments] == list(IDS)
    assert {segment.subset for segment in data.segments} == {"bal_train", "down"}
    check_against_tensorflow(data)


def test_real_files_are_read_as_tensorflow_reads_them(real):
    root = real / "musiccaps" / "audioset_v1_embeddings"
    data = audioset.load(root)
    assert len(data.segments) == 5521
    assert data.refused == ()
    check_against_tensorflow(data)
    assert audioset.validate(root).counts == {
        "segments": 5521, "files": 2, "segments in bal_train": 2663, "segments in eval": 2858, "labels": 17_676,
        "distinct labels": 346,
    }  # fmt: skip


def test_checksums_are_those_that_tensorflow_writes():
    contents = [os.urandom(length) for length in (1, 2, 255, 256, 1500)]
    file = shard(*contents)
    starts, at = [], 0
    for content in contents:
        starts.append(at + HEADER)
        at += HEADER + len(content) + 4
    lengths = np.array([len(content) for content in contents])
    expected = [int.from_bytes(file[at + n : at + n + 4], "little") for at, n in zip(starts, lengths, strict=True)]
    assert checksums(file, np.array(starts), lengths).tolist() == expected


def refusals(root):
    data = audioset.load(root)
    return data, [(refusal.item, refusal.reason) for refusal in data.refused]


BAD = {
    "other features": (record(IDS[1], name="rgb"), IDS[1], "other features", "Received: rgb"),
    "floats": (
        record(IDS[1], features=values().astype(np.float32)), IDS[1], "not 8-bit values", "Received: floats",
    ),
    "seven frames": (record(IDS[1], features=values()[:7]), IDS[1], "other number of frames", "Received: 7"),
    "64 values": (record(IDS[1], features=values()[:, :64]), IDS[1], "other number of values", "128 bytes a frame"),
    "no id": (record("../../secret"), "eval/00.tfrecord, record 2", "no video id", "Received: '../../secret'"),
    "other bytes": (b"\xff" * 40, "eval/00.tfrecord, record 2", "malformed record", "SequenceExample"),
    "empty record": (b"", "eval/00.tfrecord, record 2", "other features", "video_id must be one value"),
    "a huge record": (bytes(2 << 20), "eval/00.tfrecord, record 2", "truncated or damaged", "1,048,576 at most"),
    "twice": (record(IDS[0]), IDS[0], "second record", "eval/00.tfrecord has it at byte 0"),
}  # fmt: skip


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_record_is_refused_and_the_others_are_read(bad, tmp_path):
    content, item, reason, words = BAD[bad]
    written(tmp_path, shard(record(IDS[0]), content, record(IDS[2])))
    data, found = refusals(tmp_path)
    assert found == [(item, reason)]
    assert words in data.refused[0].detail
    assert [segment.video_id for segment in data.segments] == [IDS[0], IDS[2]]


def test_a_truncated_file_gives_what_is_whole(tmp_path):
    whole = shard(record(IDS[0]), record(IDS[1]))
    first = len(shard(record(IDS[0])))
    for cut in (first + 5, first + HEADER, first + 700, len(whole) - 1):
        written(tmp_path, whole[:cut])
        data, found = refusals(tmp_path)
        assert found == [("eval/00.tfrecord", "truncated or damaged")]
        assert f"ends within record 2, at byte {cut:,}" in data.refused[0].detail
        assert [segment.video_id for segment in data.segments] == [IDS[0]]


def test_checksums_are_checked(tmp_path):
    whole = bytearray(shard(record(IDS[0]), record(IDS[1]), record(IDS[2])))
    first = len(shard(record(IDS[0])))
    content = bytearray(whole)
    content[first + 900] ^= 1
    written(tmp_path, bytes(content))
    data, found = refusals(tmp_path)
    assert found == [("eval/00.tfrecord, record 2", "truncated or damaged")]
    assert [segment.video_id for segment in data.segments] == [IDS[0], IDS[2]]
    length = bytearray(whole)
    length[first] ^= 1
    written(tmp_path, bytes(length))
    data, found = refusals(tmp_path)
    assert found == [("eval/00.tfrecord", "truncated or damaged")]
    assert "the length of record 2" in data.refused[0].detail
    assert [segment.video_id for segment in data.segments] == [IDS[0]]


def test_an_empty_file_is_refused_and_a_folder_without_files_is_one_line(tmp_path):
    written(tmp_path, b"")
    assert refusals(tmp_path)[1] == [("eval/00.tfrecord", "empty")]
    (tmp_path / "bare" / "audioset_v1_embeddings").mkdir(parents=True)
    with pytest.raises(UserError, match=r"no \.tfrecord file there or below"):
        audioset.load(tmp_path / "bare")


def test_only_segments_asked_for_are_kept_and_the_others_counted(tmp_path):
    path = written(tmp_path, shard(*map(record, IDS)))
    data = audioset.read(tmp_path, [path], {IDS[1]})
    assert [segment.video_id for segment in data.segments] == [IDS[1]]
    assert data.others == 2


def test_a_position_where_nothing_begins_is_an_error(tmp_path):
    path = written(tmp_path, shard(record()))
    assert audioset.features(path, 0).shape == (FRAMES, VALUES)
    for position in (7, 10_000):
        with pytest.raises(ItemError, match=r"00\.tfrecord, byte"):
            audioset.features(path, position)
    with pytest.raises(ItemError, match="cannot be read"):
        audioset.features(tmp_path / "gone.tfrecord", 0)


@settings(
    max_examples=int(os.environ.get("FUZZ_EXAMPLES") or 60), deadline=None, database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(st.lists(st.tuples(st.integers(0, 1500), st.binary(min_size=1, max_size=8)), min_size=1, max_size=4))
def test_damaged_records_are_one_error(changes):
    content = bytearray(record())
    for at, new in changes:
        content[at : at + len(new)] = new
    try:
        context, lists = parse(bytes(content))
        context_of(context)
        features = embedding_of(lists)
    except ItemError as error:
        check_message(error)
    else:
        assert features.shape == (FRAMES, VALUES)


@settings(
    max_examples=int(os.environ.get("FUZZ_EXAMPLES") or 30), deadline=None, database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(st.lists(st.tuples(st.integers(0, 3100), st.binary(max_size=12)), min_size=1, max_size=3))
def test_damaged_files_are_read_as_far_as_they_go(tmp_path, changes):
    content = bytearray(shard(record(IDS[0]), record(IDS[1])))
    for at, new in changes:
        content[at : at + max(len(new), 1)] = new
    path = written(tmp_path, bytes(content))
    data = audioset.read(tmp_path, [path])
    assert len(data.segments) <= 2
    assert len(data.segments) == 2 or data.refused
