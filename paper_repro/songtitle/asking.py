"""From songs to what a captioner says of them: its own embedding of their sound, then the search."""

from __future__ import annotations

from collections.abc import Sequence

import keras
import numpy as np

from paper_repro.core.command_line import Options
from paper_repro.core.errors import AudioError
from paper_repro.core.text.vocabulary import Vocabulary
from paper_repro.core.training.corpus import Corpus
from paper_repro.core.training.forward import Forward
from paper_repro.songtitle.config import Config, TransferConfig
from paper_repro.songtitle.embeddings import Embedded, sounds_of_files, spectrogram_embeddings
from paper_repro.songtitle.model import encoder_of, title_generator
from paper_repro.songtitle.music_data import FEWEST, SOUND, Absent, MusicCorpus
from paper_repro.songtitle.music_space import SONG_SECONDS, loudness, song_tags, standardized
from paper_repro.songtitle.transfer import generate


def embed(options: Options, corpus: Corpus, captioner: keras.Model, songs: Sequence) -> tuple[np.ndarray, list[bool]]:
    """What the decoder reads of each usable song, ``(usable, 1, ...)``, and which songs were usable.

    A captioner of pictures sees the spectrogram as in Table 4; one of music reads the song's vector.

    Raises:
        Absent: fewer than two songs are usable.
    """
    encoder, paths = encoder_of(captioner), [song.audio for song in songs]
    if not isinstance(corpus, MusicCorpus):
        sounds = sounds_of_files(paths, TransferConfig.spectrogram, options.decoder)
        vectors, usable, _ = spectrogram_embeddings(encoder, sounds, len(paths), TransferConfig.spectrogram)
        return vectors, _enough(usable)
    if corpus.space == SOUND:
        heard = loudness(paths, SONG_SECONDS, [0.0] * len(paths))
    else:
        columns = corpus.array("columns")
        heard = [one if isinstance(one, AudioError) else one[columns] for one in song_tags(paths)]
    usable = _enough([not isinstance(one, AudioError) for one in heard])
    vectors = np.stack([one for one in heard if not isinstance(one, AudioError)])
    return np.asarray(encoder.predict_on_batch(standardized(vectors, vectors)))[:, None], usable


def _enough(usable: list[bool]) -> list[bool]:
    if sum(usable) < FEWEST:
        raise Absent(f"of {len(usable):,} songs {sum(usable)} can be heard: {FEWEST} are needed")
    return usable


def titles(
    captioner: keras.Model, config: Config, embedded: np.ndarray, beams: int, vocabulary: Vocabulary
) -> list[tuple[str, ...]]:
    """The hypothesis that the search ranks first, of each song."""
    generator = title_generator(captioner, config, beams)
    generator.compile(jit_compile=False)
    found, _ = generate(Embedded((), (), embedded, {}), Forward(generator))
    return [tuple(vocabulary.decode(hypotheses[0])) for hypotheses in found.tokens]
