"""The smallest valid folder of every data set, as bytes by path: what damage is done to, and fuzzing starts from."""

from __future__ import annotations

import functools
import io

import h5py
import numpy as np
import soundfile as sf
from PIL import Image

from paper_repro.datasets.cal500exp import TAGS as CAL500EXP_TAGS
from paper_repro.datasets.magnatagatune import TAGS as MAGNATAGATUNE_TAGS
from paper_repro.datasets.msd import timbre_values
from tests.datasets.audioset_records import record, shard

YTID = "-0Gj8-vB1q4"
TRACK_IDS = ("TRAAAAA128F0000000", "TRAAAAA128F0000001")


@functools.cache
def wav(seconds=1.0, rate=8000):
    file = io.BytesIO()
    sf.write(file, np.zeros(round(seconds * rate)), rate, format="WAV")
    return file.getvalue()


@functools.cache
def jpeg():
    file = io.BytesIO()
    Image.new("RGB", (64, 64), "green").save(file, "JPEG")
    return file.getvalue()


@functools.cache
def song(track_id=TRACK_IDS[0]):
    metadata = np.zeros(1, dtype=[("artist_name", "S64"), ("title", "S64")])
    metadata["artist_name"], metadata["title"] = b"An artist", b"A title"
    analysis = np.zeros(1, dtype=[("track_id", "S32")])
    analysis["track_id"] = track_id.encode()
    file = io.BytesIO()
    with h5py.File(file, "w") as h5:
        h5["metadata/songs"], h5["analysis/songs"] = metadata, analysis
        h5["analysis/segments_timbre"] = np.arange(36.0).reshape(3, 12)
    return file.getvalue()


@functools.cache
def tagged(title, artist="An artist", album="An album", seconds=1.0, rate=8000):
    """A flac file of noise with these tags."""
    file = io.BytesIO()
    with sf.SoundFile(file, "w", rate, 1, format="FLAC") as sound:
        sound.title, sound.artist, sound.album = title, artist, album
        sound.write(0.1 * np.random.default_rng(0).standard_normal(round(seconds * rate)))
    return file.getvalue()


def _lines(separator, *rows):
    return "".join(separator.join(row) + "\n" for row in rows).encode()


def _magnatagatune():
    header = ("clip_id", *MAGNATAGATUNE_TAGS, "mp3_path")
    rows = [
        (str(clip_id), *("01"[clip_id in (2, column)] for column in range(len(MAGNATAGATUNE_TAGS))), path)
        for clip_id, path in ((2, "0/ann-a-0-29.mp3"), (7, "c/bob-b-0-29.mp3"), (9, "f/ann-c-0-29.mp3"))
    ]
    paths = [row[-1] for row in rows]
    return {
        "annotations_final.csv": _lines("\t", header, *rows),
        "clip_info_final.csv": _lines("\t", ("clip_id", "artist"), ("2", "Ann"), ("7", "Bob"), ("9", "Ann")),
        "split_musicnn/val_gt_mtt.tsv": _lines("\t", ("7", "[0, 1]")),
        **dict.fromkeys(paths, wav()),
    }


def _fma():
    top = ("", "artist", "set", "set", "track", "track")
    second = ("", "name", "split", "subset", "genre_top", "title")
    third = ("track_id", "", "", "", "", "")
    rows = (("2", "AWOL", "training", "small", "Hip-Hop", "Food"), ("5", "Bo", "test", "small", "", "This World"))
    return {
        "tracks.csv": _lines(",", top, second, third, *rows),
        **dict.fromkeys(("fma_small/000/000002.mp3", "fma_small/000/000005.mp3"), wav()),
    }


def _cal500exp():
    header = ("Start_Time", "End_Time", *CAL500EXP_TAGS)
    rows = [(f"{start:.6f}", f"{start + 3:.6f}", *["1.000000"] * len(CAL500EXP_TAGS)) for start in (4, 0)]
    songs = ("abba-waterloo", "bjrk-joga")
    return {
        **{f"SegLabelHard/{song}.csv": _lines(",", header, *rows) for song in songs},
        **{f"mp3/{song}.mp3": wav(7) for song in songs},
        "durations.csv": b"song,duration_s\nabba-waterloo,7.0\nbjrk-joga,7.0\n",
    }


@functools.cache
def folders():
    """Files by path of a valid folder of each data set; several for one with several formats, ``name-format``."""
    years = [f"2000<SEP>{track_id}<SEP>Artist<SEP>Title {track_id}\n" for track_id in TRACK_IDS]
    values = ",".join(f"{value:.5f}" for value in timbre_values(np.arange(36.0).reshape(3, 12)))
    return {
        "majorminer": {
            "captions.csv": (
                b"clip_id,user_id,seconds,tag,verified\na,u1,3.0,drums,1\na,u1,1.5,rock,0\nb,u2,2,piano,1\n"
            ),
            "clips/a.mp3": wav(),
            "clips/b.wav": wav(),
        },
        "majorminer-crawl": {
            "majorminer_crawl_2014.tsv": (
                b"ab\tLet\\'s go\tArtist\tAlbum\t0:10\tdrums\t3\ncd\tB\tC\tD\t0:20\tr\"ock\t2\n"
            ),
        },
        "musiccaps": {
            "musiccaps-public.csv": (
                "ytid,start_s,end_s,audioset_positive_labels,aspect_list,caption,author_id,is_balanced_subset,"
                "is_audioset_eval\r\n"
                f"{YTID},0,1,\"/m/0140xf,/m/04rlf\",\"['sad', 'mellow piano']\",\"A sad\nsong.\",4,False,True\r\n"
            ).encode(),
            f"audio/{YTID}.wav": wav(),
        },
        "magnatagatune": _magnatagatune(),
        "cal500exp": _cal500exp(),
        "conceptual_captions": {
            "Train_GCC-training.tsv": b"a red car\thttp://host/1.jpg\na dog\thttp://host/2.jpg\n",
            "images/00000000.jpg": jpeg(),
            "images/00000001.jpg": jpeg(),
        },
        "conceptual_captions-csv": {
            "captions.txt": b'image,caption\n1.jpg,a red car\n1.jpg,"a car, red"\n2.jpg,a dog\n',
            "images/1.jpg": jpeg(),
            "images/2.jpg": jpeg(),
        },
        "msd": {
            "tracks_per_year.txt": "".join(years).encode(),
            "YearPredictionMSD.txt": f"2000,{values}\n2000,{values}\n".encode(),
            "A/B/C/TRAAAAA128F0000000.h5": song(),
        },
        "msd-titles": {
            "unique_tracks.txt": "".join(f"{track}<SEP>SOAAA<SEP>Artist<SEP>Title\n" for track in TRACK_IDS).encode()
        },
        "fma": _fma(),
        "fma-titles": {"fma_small_titles.csv": b"track_id,title,genre_top\n2,Food,Hip-Hop\n5,This World,\n"},
        "nottingham": {
            "titles_index.csv": (
                b"abc_file,x,title,meter,key,midi_melody\na.abc,1,A Waltz,3/4,G,MIDI/melody/a1.mid\n"
                b"a.abc,2,\"B, again\",6/8,D,MIDI/melody/a2.mid\n"
            ),
            "MIDI/melody/a1.mid": b"MThd\0\0\0\6",
            "MIDI/melody/a2.mid": b"MThd\0\0\0\6",
        },
        "audioset": {
            "audioset_v1_embeddings/bal_train/-0.tfrecord": shard(record(YTID)),
            "audioset_v1_embeddings/eval/aB.tfrecord": shard(record("aBcdefghijk", start=0.0, end=10.0, labels=())),
        },
        "songs": {"1.flac": tagged("Blue Moon"), "An album/2.FLAC": tagged("Ночь на Лысой горе")},
    }  # fmt: skip


def write(root, folder):
    """Writes one of ``folders()`` to ``root``."""
    for name, content in folders()[folder].items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return root


def tables():
    """(folder, path) of every text table in ``folders()``."""
    return [
        (folder, name)
        for folder, files in folders().items()
        for name in files
        if name.endswith((".csv", ".tsv", ".txt"))
    ]
