"""From a trained captioner to titles: every input, every beam size, scored and timed once, as a run of its own."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import keras
import numpy as np
import pandas as pd

from paper_repro.core.errors import AudioError
from paper_repro.core.evaluation.controls import shuffled_audio
from paper_repro.core.records.records import Records
from paper_repro.core.text.vocabulary import PAD, SPECIAL, Vocabulary
from paper_repro.core.training.forward import Forward
from paper_repro.core.training.run import RunFolder
from paper_repro.songtitle import embeddings
from paper_repro.songtitle.config import CORRECTED, Config, TransferConfig
from paper_repro.songtitle.data import TAGGED, Corpus, open_songs
from paper_repro.songtitle.embeddings import Embedded
from paper_repro.songtitle.model import encoder_of, title_generator
from paper_repro.songtitle.title_scores import penalized, precision
from paper_repro.songtitle.titles import Chosen, EntityFilter, choose, words_of

#: Embeddings a call of the search: with 20 beams each, this many hypotheses advance together.
SEARCH_BATCH = 64
#: Embeddings of each kind that are kept for the figure of their similarity.
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
    """Fills ``folder``: captions and scores of the rows of Table 4, at the beam sizes of ``settings``."""
    folder.start(settings, {"captioner": captioner.name, "source": corpus.source, "entities": entities.description})
    model = captioner.load_model()
    vocabulary = Vocabulary.load(captioner.path / "vocabulary.json")
    inputs = embed_all(config, settings, corpus, records["test"], model, vocabulary, entities)

    @cache
    def search(beams: int) -> Forward:
        generator = title_generator(model, config, beams, settings.length_penalty)
        generator.compile(jit_compile=False)
        return Forward(generator)

    frames, seconds = [], {}
    penalties = settings.length_penalty, settings.corrected_penalty
    for row, embedded in inputs.items():
        if not embedded.items:
            continue
        for beams in settings.beams:
            found, taken = generate(embedded, search(beams))
            # The search itself knows no length: the row that ranks by another penalty has the same hypotheses.
            said = {row: found, CORRECTED: ranked_anew(found, *penalties)} if row == "captions_1" else {row: found}
            for name, hypotheses in said.items():
                seconds[f"{name}:{beams}"] = taken
                texts = texts_of(hypotheses, vocabulary)
                frames.append(score(embedded, texts, hypotheses.scores).assign(row=name, beams=beams))
    inputs[CORRECTED] = inputs["captions_1"]
    _save_embeddings(folder, inputs)
    msd = inputs.get("msd")
    metrics = {
        "seconds": seconds,
        "items": {row: len(embedded.items) for row, embedded in inputs.items() if embedded.items},
        "refused": {row: embedded.refused for row, embedded in inputs.items()},
        "vocabulary": len(vocabulary),
        "timbre_basis": embeddings.timbre_basis(len(msd.items), msd.refused) if msd else None,
    }
    folder.finish(metrics, pd.concat(frames, ignore_index=True))


def embed_all(
    config: Config,
    settings: TransferConfig,
    corpus: Corpus,
    test: Records,
    model: keras.Model,
    vocabulary: Vocabulary,
    entities: EntityFilter,
) -> dict[str, Embedded]:
    """The embeddings of each row: of test pictures by tile, and of the test titles of every set of songs at hand."""
    encoder = encoder_of(model)
    captions = [corpus.words[key] for key in test.keys]
    inputs = {}
    for tile in config.tiles if settings.tiles else config.tiles[-1:]:
        most = settings.test_pictures if tile == config.image_size else settings.tiled_pictures
        inputs[f"captions_{config.image_size // tile}"] = embeddings.picture_embeddings(
            encoder, test, captions, config, tile, most
        )
    songs = open_songs(corpus.root)
    words = set(vocabulary.tokens[len(SPECIAL) :])

    def choose_titles(titles: Sequence[str]) -> Chosen:
        return choose(titles, words, entities, settings.test_titles, config.split_seed)

    def embed_files(ids: Sequence[str], titles: Sequence[str], files: Sequence[Path]) -> Embedded:
        def sounds(rows: Sequence[int]) -> Iterable[np.ndarray | AudioError]:
            return embeddings.sounds_of_files([files[row] for row in rows], settings.spectrogram, config.audio_decoder)

        return embed_sounds(ids, titles, sounds)

    def embed_sounds(ids: Sequence[str], titles: Sequence[str], sounds: Callable) -> Embedded:
        chosen = choose_titles(titles)
        vectors, usable, refused = embeddings.spectrogram_embeddings(
            encoder, sounds(chosen.kept), len(chosen.kept), settings.spectrogram
        )
        kept = [row for row, good in zip(chosen.kept, usable, strict=True) if good]
        references = tuple((words_of(titles[row]),) for row in kept)
        return Embedded(tuple(ids[row] for row in kept), references, vectors, {**chosen.refused, **refused})

    if "msd" in songs:
        data = songs["msd"]
        chosen = choose_titles([title.title for title in data.titles])
        items = [data.titles[number] for number in chosen.kept]
        ids = tuple(item.track_id for item in items)
        references = tuple((words_of(item.title),) for item in items)
        for name, standardized in (("msd", False), ("msd_standardized", True)):
            vectors = embeddings.timbre_embeddings(data.timbre, chosen.kept, config, standardized=standardized)
            inputs[name] = Embedded(ids, references, _as_memory(vectors, model), chosen.refused)
    if "fma" in songs:
        tracks = songs["fma"].with_audio
        inputs["fma"] = embed_files(
            [str(track.track_id) for track in tracks],
            [track.title for track in tracks],
            [track.audio for track in tracks],
        )
    if "nottingham" in songs:
        tunes = songs["nottingham"].with_midi
        inputs["nottingham"] = embed_sounds(
            [tune.midi.stem for tune in tunes],
            [tune.title for tune in tunes],
            lambda rows: embeddings.sounds_of_tunes([tunes[row].midi for row in rows], settings.spectrogram),
        )
    for name in TAGGED:
        if name in songs:
            found = songs[name].songs
            embedded = embed_files(
                [song.item for song in found], [song.title for song in found], [song.audio for song in found]
            )
            # The folder is the set: what could not be loaded is counted with what is no test song.
            refused = Counter(songs[name].reasons) + Counter(embedded.refused)
            inputs[name] = replace(embedded, refused=dict(refused))
    return inputs


def _as_memory(embeddings: np.ndarray, model: keras.Model) -> np.ndarray:
    """What goes past the encoder in the shape of what comes out of it: an attention decoder reads positions."""
    return embeddings[:, :, None] if len(model.get_layer("memory").output.shape) == 3 else embeddings


#: The hypotheses for every item and tile, best first.
Texts = list[list[tuple[str, ...]]]


class Hypotheses(NamedTuple):
    """What a search finds, best first: ``tokens (items * tiles, beams, length)``, ``scores (items * tiles, beams)``."""

    tokens: np.ndarray
    scores: np.ndarray


def generate(embedded: Embedded, search: Forward) -> tuple[Hypotheses, float]:
    """Searches for the captions of all embeddings, item by item and tile by tile; and the seconds that it takes."""
    items, tiles = embedded.embeddings.shape[:2]
    flat = embedded.embeddings.reshape(items * tiles, *embedded.embeddings.shape[2:])
    search(flat[:1])  # traced before it is timed
    start = time.perf_counter()
    found = search.batches(flat[at : at + SEARCH_BATCH] for at in range(0, len(flat), SEARCH_BATCH))
    return Hypotheses(*found), time.perf_counter() - start


def ranked_anew(found: Hypotheses, given: float, wanted: float) -> Hypotheses:
    """Hypotheses that were ranked by one length penalty in the order of another, as in ``beam_search``."""
    length = np.maximum((found.tokens != PAD).sum(axis=2), 1).astype("float32")
    scores = found.scores * length**given / length**wanted
    order = np.argsort(-scores, axis=1, kind="stable")
    return Hypotheses(
        np.take_along_axis(found.tokens, order[:, :, None], axis=1), np.take_along_axis(scores, order, axis=1)
    )


def texts_of(found: Hypotheses, vocabulary: Vocabulary) -> Texts:
    """The hypotheses as words."""
    return [[tuple(vocabulary.decode(row)) for row in beams] for beams in found.tokens]


def score(embedded: Embedded, texts: Texts, scores: np.ndarray) -> pd.DataFrame:
    """A row per item: its best hypothesis and its scores. Of an item in tiles scores are means over them, and the text
    is that of the first tile.
    """
    items, tiles = embedded.embeddings.shape[:2]
    references = embedded.references

    def mean(score_of: Callable[[int, Sequence[tuple[str, ...]]], float]) -> np.ndarray:
        each = [score_of(at // tiles, hypotheses) for at, hypotheses in enumerate(texts)]
        return np.reshape(each, (items, tiles)).mean(axis=1)

    def against(order: np.ndarray) -> np.ndarray:
        return mean(lambda item, hypotheses: precision(references[order[item]], hypotheses[0]))

    best = [texts[item * tiles][0] for item in range(items)]
    return pd.DataFrame(
        {
            "item": embedded.items,
            "reference": [json.dumps(group) for group in references],
            "said": [" ".join(words) for words in best],
            "score": scores.reshape(items, tiles, -1)[:, 0, 0],
            "precision": against(np.arange(items)),
            "oracle": mean(lambda item, hypotheses: max(precision(references[item], words) for words in hypotheses)),
            "penalized": mean(lambda item, hypotheses: penalized(references[item], hypotheses[0])),
            "length": mean(lambda item, hypotheses: len(hypotheses[0])),
            "shuffled": shuffled_audio(against, items).per_clip if items > 1 else np.full(items, np.nan),
        }
    )


def _save_embeddings(folder: RunFolder, inputs: Mapping[str, Embedded]) -> None:
    """Some embeddings of each kind, for the figure of their similarity."""
    kinds = {"image": "captions_1", "timbre": "msd", "timbre_standardized": "msd_standardized", "spectrogram": "fma"}
    arrays: dict[str, Any] = {
        kind: inputs[row].embeddings[:SHOWN, 0].reshape(min(SHOWN, len(inputs[row].items)), -1)
        for kind, row in kinds.items()
        if row in inputs and inputs[row].items
    }
    np.savez(folder.path / "embeddings.npz", **arrays)
