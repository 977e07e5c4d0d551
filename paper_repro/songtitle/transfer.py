"""From a trained captioner to titles: every door, every beam size, scored and timed once, kept as a run of its own."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import keras
import numpy as np
import pandas as pd

from paper_repro.core.evaluation.controls import shuffled_audio
from paper_repro.core.records.records import Records
from paper_repro.core.text.vocabulary import Vocabulary
from paper_repro.core.training.run import RunFolder
from paper_repro.songtitle import doors
from paper_repro.songtitle.config import BEAMS, CORRECTED, Config, TransferConfig
from paper_repro.songtitle.data import Corpus, open_songs
from paper_repro.songtitle.doors import Door
from paper_repro.songtitle.model import encoder_of, title_generator
from paper_repro.songtitle.title_scores import penalized, precision
from paper_repro.songtitle.titles import Chosen, EntityFilter, choose, words_of

#: Embeddings a call of the search: with 20 beams each, this many hypotheses advance together.
SEARCH_BATCH = 64
#: Embeddings of each kind that are kept for the figure of their likeness.
SHOWN = 300


def transfer(
    config: Config,
    settings: TransferConfig,
    corpus: Corpus,
    records: Mapping,
    captioner: RunFolder,
    folder: RunFolder,
    entities: EntityFilter,
) -> None:
    """Fills ``folder``: what every row of Table 4 says at every beam size."""
    folder.start(settings, {"captioner": captioner.name, "source": corpus.source, "entities": entities.said})
    model = captioner.load_model()
    vocabulary = Vocabulary.load(captioner.path / "vocabulary.json")
    found = open_doors(config, settings, corpus, records["test"], model, vocabulary, entities)
    found[CORRECTED] = found["captions_1"]

    @cache
    def search(beams: int, length_penalty: float) -> keras.Model:
        generator = title_generator(model, config, beams, length_penalty)
        generator.compile(jit_compile=False)
        return generator

    frames, seconds = [], {}
    for row, door in found.items():
        if not door.items:
            continue
        for beams in BEAMS:
            penalty = settings.corrected_penalty if row == CORRECTED else settings.length_penalty
            frame, took = _said(door, search(beams, penalty), vocabulary)
            seconds[f"{row}:{beams}"] = took
            frames.append(frame.assign(row=row, beams=beams))
    _keep_embeddings(folder, found)
    metrics = {
        "seconds": seconds,
        "items": {row: len(door.items) for row, door in found.items() if door.items},
        "refused": {row: door.refused for row, door in found.items()},
        "vocabulary": len(vocabulary),
        "timbre_basis": doors.timbre_basis(len(found["msd"].items), found["msd"].refused) if "msd" in found else None,
    }
    folder.finish(metrics, pd.concat(frames, ignore_index=True))


def open_doors(
    config: Config,
    settings: TransferConfig,
    corpus: Corpus,
    test: Records,
    model: keras.Model,
    vocabulary: Vocabulary,
    entities: EntityFilter,
) -> dict[str, Door]:
    """What goes into each row: pictures by tile, and of every set of songs that is at hand its test titles."""
    encoder = encoder_of(model)
    captions = [corpus.words[key] for key in test.keys]
    found = {
        f"captions_{config.image_size // tile}": doors.picture_door(
            encoder,
            test,
            captions,
            config,
            tile,
            settings.test_pictures if tile == config.image_size else settings.tiled_pictures,
        )
        for tile in config.tiles
    }
    songs = open_songs(corpus.root)
    words = set(vocabulary.tokens[4:])

    def chosen(names: Sequence[str]) -> Chosen:
        return choose(names, words, entities, settings.test_titles, config.split_seed)

    def heard(ids: Sequence[str], names: Sequence[str], sounds: Callable) -> Door:
        taken = chosen(names)
        embeddings, usable, refused = doors.spectrogram_door(
            encoder, sounds(taken.kept), len(taken.kept), settings.spectrogram
        )
        kept = [row for row, good in zip(taken.kept, usable, strict=True) if good]
        references = tuple((words_of(names[row]),) for row in kept)
        return Door(tuple(ids[row] for row in kept), references, embeddings, {**taken.refused, **refused})

    if "msd" in songs:
        data = songs["msd"]
        taken = chosen([title.title for title in data.titles])
        items = [data.titles[number] for number in taken.kept]
        for name, standardized in (("msd", False), ("msd_standardized", True)):
            embeddings = doors.timbre_door(data.timbre, taken.kept, config, standardized=standardized)
            found[name] = Door(
                tuple(one.track_id for one in items),
                tuple((words_of(one.title),) for one in items),
                _as_memory(embeddings, model),
                taken.refused,
            )
    if "fma" in songs:
        tracks = songs["fma"].with_audio
        found["fma"] = heard(
            [str(track.track_id) for track in tracks],
            [track.title for track in tracks],
            lambda rows: doors.sounds_of_files(
                [tracks[row].audio for row in rows], settings.spectrogram, config.audio_decoder
            ),
        )
    if "nottingham" in songs:
        tunes = songs["nottingham"].with_midi
        found["nottingham"] = heard(
            [tune.midi.stem for tune in tunes],
            [tune.title for tune in tunes],
            lambda rows: doors.sounds_of_tunes([tunes[row].midi for row in rows], settings.spectrogram),
        )
    return found


def _as_memory(embeddings: np.ndarray, model: keras.Model) -> np.ndarray:
    """What goes past the encoder in the shape of what comes out of it: an attention decoder reads positions."""
    return embeddings[:, :, None] if len(model.get_layer("memory").output.shape) == 3 else embeddings


def _said(door: Door, search: keras.Model, vocabulary: Vocabulary) -> tuple[pd.DataFrame, float]:
    """A row an item: its best hypothesis and its scores; and the seconds that the search took, tracing aside.

    Where an item was seen in tiles, scores are means over them and the text is the first tile's.
    """
    items, tiles = door.embeddings.shape[:2]
    flat = door.embeddings.reshape(items * tiles, *door.embeddings.shape[2:])
    size = min(SEARCH_BATCH, len(flat))
    # All batches of one size: another would be traced anew, within the time that is taken.
    whole = np.concatenate([flat, flat[: -len(flat) % size]])
    search.predict_on_batch(whole[:size])
    start = time.perf_counter()
    parts = [search.predict_on_batch(whole[at : at + size]) for at in range(0, len(whole), size)]
    # What filled the last batch took its share of the time.
    seconds = (time.perf_counter() - start) * len(flat) / len(whole)
    tokens, scores = (np.concatenate([np.asarray(part[at]) for part in parts])[: len(flat)] for at in (0, 1))
    texts = [[tuple(vocabulary.decode(row)) for row in beams] for beams in tokens]  # by item and tile, then rank

    def mean(score: Callable[[int, Sequence[tuple[str, ...]]], float]) -> np.ndarray:
        each = [score(at // tiles, hypotheses) for at, hypotheses in enumerate(texts)]
        return np.reshape(each, (items, tiles)).mean(axis=1)

    def against(order: np.ndarray) -> np.ndarray:
        return mean(lambda item, hypotheses: precision(door.references[order[item]], hypotheses[0]))

    shuffled = shuffled_audio(against, items).per_clip if items > 1 else np.full(items, np.nan)
    first = [texts[item * tiles] for item in range(items)]
    frame = pd.DataFrame(
        {
            "item": door.items,
            "reference": [json.dumps(group) for group in door.references],
            "said": [" ".join(hypotheses[0]) for hypotheses in first],
            "score": scores.reshape(items, tiles, -1)[:, 0, 0],
            "precision": mean(lambda item, hypotheses: precision(door.references[item], hypotheses[0])),
            "oracle": mean(lambda item, hypotheses: max(precision(door.references[item], one) for one in hypotheses)),
            "penalized": mean(lambda item, hypotheses: penalized(door.references[item], hypotheses[0])),
            "length": mean(lambda item, hypotheses: len(hypotheses[0])),
            "shuffled": shuffled,
        }
    )
    return frame, seconds


def _keep_embeddings(folder: RunFolder, found: Mapping[str, Door]) -> None:
    """Some embeddings of each kind, for the figure of their likeness."""
    kinds = {"image": "captions_1", "timbre": "msd", "timbre_standardized": "msd_standardized", "spectrogram": "fma"}
    arrays: dict[str, Any] = {
        kind: found[row].embeddings[:SHOWN, 0].reshape(min(SHOWN, len(found[row].items)), -1)
        for kind, row in kinds.items()
        if row in found and found[row].items
    }
    np.savez(folder.path / "embeddings.npz", **arrays)
