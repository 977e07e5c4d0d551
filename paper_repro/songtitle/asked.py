"""Songs named by captioners of pictures and of music: the same songs, whatever words their titles have (Sec. 6)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from paper_repro.core.command_line import Options
from paper_repro.core.evaluation.baselines import most_common_tokens
from paper_repro.core.evaluation.controls import shuffled_audio
from paper_repro.core.evaluation.intervals import Interval, difference_interval, mean_interval, ratio_scores
from paper_repro.core.files import digest as content_digest
from paper_repro.core.locks import alone
from paper_repro.core.presets import Presets
from paper_repro.core.text.vocabulary import Vocabulary
from paper_repro.core.training.outcome import Results
from paper_repro.core.training.rows import discard_unusable
from paper_repro.core.training.run import RunFolder, run_folder
from paper_repro.songtitle.data import TAGGED, data_folder, open_songs
from paper_repro.songtitle.music_data import Absent
from paper_repro.songtitle.title_scores import penalized, precision
from paper_repro.songtitle.titles import words_of
from paper_repro.songtitle.transferred import songs_fingerprint

#: Words that a constant answer may have.
CONSTANTS = range(1, 16)
Words = Sequence[str]


@dataclass(frozen=True)
class AskedConfig:
    """How songs are asked for titles."""

    seed: int = 0  # the captioner's; ours
    songs: int = 1000  # at most, of all sets together, drawn at random; Sec. 4.1 has as many of each
    beams: int = 5  # the best of Table 4
    split_seed: int = 0  # of the draw; ours


ASKED = Presets(AskedConfig, paper={}, quick={"songs": 200}, smoke={"songs": 12})


@dataclass(frozen=True)
class Song:
    """A song with sound; ``item`` is its name in its set, ``artist`` its artist or album, ``""`` where unknown."""

    item: str
    title: str
    audio: Path
    artist: str = ""


def songs_at_hand(root: Path, config: AskedConfig) -> list[Song]:
    """Songs with sound and a title of at least one word, of all sets below ``root`` that are sound files."""
    found = []
    for name, songs in open_songs(root).items():
        if name == "fma":
            found += [
                Song(f"{name}/{track.track_id}", track.title, track.audio, track.artist) for track in songs.with_audio
            ]
        elif name in TAGGED:
            found += [
                Song(f"{name}/{song.item}", song.title, song.audio, song.artist or song.album) for song in songs.songs
            ]
    found = [song for song in found if words_of(song.title)]
    drawn = np.random.default_rng(config.split_seed).permutation(len(found))[: config.songs]
    return [found[number] for number in sorted(drawn)]


def jaccard(first: Words, second: Words) -> float:
    """Words that both have, of all that either has.

    Example:
        >>> jaccard(["blue", "sea"], ["the", "sea", "sea"])
        0.3333333333333333
    """
    return len(set(first) & set(second)) / max(1, len(set(first) | set(second)))


def _overlap(title: Words, said: Words) -> float:
    return jaccard(title, said)


def _bleu(title: Words, said: Words) -> float:
    return penalized([title], said)


def _precision(title: Words, said: Words) -> float:
    return precision([title], said)


#: Scores of an answer, by their column.
SCORES: dict[str, Callable[[Words, Words], float]] = {
    "jaccard": _overlap, "penalized": _bleu, "precision": _precision
}  # fmt: skip


def score_answers(songs: Sequence[Song], said: Sequence[Words], known: set[str]) -> pd.DataFrame:
    """A row a song: title, answer, ``SCORES``, each with another song's answer too, and the share of the title's words
    that the captioner knows.
    """
    titles = [words_of(song.title) for song in songs]
    columns: dict[str, Any] = {
        "item": [song.item for song in songs],
        "reference": [json.dumps(title) for title in titles],
        "said": [" ".join(words) for words in said],
        "length": [len(words) for words in said],
        "known": [np.mean([word in known for word in title]) for title in titles],
    }
    for name, score in SCORES.items():

        def against(order: Iterable[int], score=score) -> np.ndarray:
            return np.array([score(title, said[other]) for title, other in zip(titles, order, strict=True)])

        columns[name] = against(range(len(songs)))
        columns[f"{name}_shuffled"] = shuffled_audio(against, len(songs)).per_clip
    return pd.DataFrame(columns)


@dataclass(frozen=True)
class Answers:
    """What a captioner says of the songs, a run for each of its seeds.

    Attributes:
        commonest: the commonest words of its training captions.
        artist_of: the artist of a song by its name; a song without one is alone.
    """

    folders: tuple[RunFolder, ...]
    commonest: tuple[str, ...]
    artist_of: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def frames(self) -> list[pd.DataFrame]:
        return [pd.read_csv(folder.path / "predictions.csv", keep_default_na=False) for folder in self.folders]

    @property
    def titles(self) -> list[list[str]]:
        return [json.loads(cell) for cell in self.frames[0]["reference"]]

    @property
    def distinct(self) -> int:
        """Different answers of the first seed's captioner."""
        return self.frames[0]["said"].nunique()

    @property
    def items(self) -> list[str]:
        return self.frames[0]["item"].astype(str).tolist()

    @property
    def artists(self) -> int:
        return len(set(self._artists(self.items)))

    def _artists(self, items: Iterable[str]) -> list[tuple[str, str]]:
        artists = ((item, self.artist_of.get(item, "").casefold()) for item in items)
        return [("artist", artist) if artist else ("song", item) for item, artist in artists]

    def by_artist(self, scores: np.ndarray, items: Iterable[str]) -> np.ndarray:
        """Scores of songs ``(seeds, songs)`` as values ``(seeds, artists)`` whose mean is the mean over songs.

        Songs of one artist, movements of one work for example, are no independent evidence.
        """
        artists = self._artists(items)
        places = {artist: place for place, artist in enumerate(dict.fromkeys(artists))}
        numbers = np.array([places[artist] for artist in artists])
        sums = np.stack([np.bincount(numbers, weights=of_seed) for of_seed in np.atleast_2d(scores)])
        return ratio_scores(sums, np.bincount(numbers))

    def values(self, column: str) -> np.ndarray:
        """``(seeds, artists)``, whose mean is the mean over songs."""
        return self.by_artist(np.stack([frame[column].to_numpy(float) for frame in self.frames]), self.items)

    def constant(self, column: str) -> np.ndarray:
        """The score of the constant answer that is hardest to beat on these very songs: ``(artists,)``."""
        score = SCORES[column]
        answers = [[score(title, self.commonest[:k]) for title in self.titles] for k in CONSTANTS]
        return self.by_artist(np.array(max(answers, key=np.mean)), self.items)[0]

    def score(self, column: str) -> Interval:
        return mean_interval(self.values(column))

    def above_constant(self, column: str) -> Interval:
        return difference_interval(self.values(column), self.constant(column))

    def lost_by_shuffling(self, column: str) -> Interval:
        return difference_interval(self.values(column), self.values(f"{column}_shuffled"))


def ask(options: Options, results: Results, row: str) -> Answers:
    """Asks the captioners of pictures, or of music, for titles of the songs in ``--data``; made where missing.

    Args:
        options: the shared ones.
        results: with the trained row, on pictures or on a ``MusicCorpus``.
        row: its name.

    Raises:
        Absent: fewer than two songs with sound.
    """
    root = data_folder(options)
    config = ASKED.config(options.preset)
    songs = songs_at_hand(root, config)
    if len(songs) < 2:
        raise Absent(f"{root.name}/ has no songs with sound: titles are asked of sound files alone")
    known = songs_fingerprint(root)
    folders = []
    for seed, captioner in enumerate(results.rows[row].runs):
        seeded = replace(config, seed=seed)
        about = json.dumps([captioner.name, content_digest(captioner.path / "model.keras"), known])
        fingerprint = hashlib.sha256(about.encode()).hexdigest()
        folder = run_folder(options.runs, "songtitle", f"asked_{row}", seeded, fingerprint)
        folders.append(folder)
        discard_unusable(folder)
        if not folder.complete:
            with alone(folder.path, "asking for these titles"):
                if not folder.complete:
                    _fill(options, results, row, seeded, songs, captioner, folder)
    parts = results.corpus.split(results.rows[row].config)["train"]
    texts = [words for key in parts for words in results.corpus.words[key]]
    commonest = tuple(most_common_tokens(texts, max(CONSTANTS)))
    return Answers(tuple(folders), commonest, {song.item: song.artist for song in songs})


def _fill(options, results, row, config: AskedConfig, songs: list[Song], captioner: RunFolder, folder: RunFolder):
    # Imported here: TensorFlow takes seconds to start, and where all is there nothing of it is needed.
    from paper_repro.core.training.backend import prepare
    from paper_repro.songtitle.asking import embed, titles

    prepare(options.devices, options.precision)
    folder.start(config, {"captioner": captioner.name, "source": results.corpus.source})
    model, vocabulary = captioner.load_model(), Vocabulary.load(captioner.path / "vocabulary.json")
    embedded, usable = embed(options, results.corpus, model, songs)
    kept = [song for song, good in zip(songs, usable, strict=True) if good]
    said = titles(model, results.rows[row].config, embedded, config.beams, vocabulary)
    frame = score_answers(kept, said, set(vocabulary.tokens))
    folder.finish({"songs": len(kept), "refused": len(songs) - len(kept)}, frame)
