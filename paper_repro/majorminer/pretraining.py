"""The decoder's language side trained on tags alone, before it hears anything: masked tags (Devlin et al. 2018).

Our reading of Sec. 6: some tags of a caption are hidden, and the decoder, which sees all the others, those after too,
is to say them. Each is asked for at the place before it, where the decoder says it later. In place of sound there is
silence: a memory of zeros.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import keras
import numpy as np

from paper_repro.core.errors import UserError
from paper_repro.core.nn.losses import MaskedCrossEntropy
from paper_repro.core.text.captions import token_array
from paper_repro.core.text.vocabulary import PAD, SPECIAL, UNKNOWN, Vocabulary
from paper_repro.core.training.backend import callbacks, jit_compile
from paper_repro.core.training.run import RunFolder
from paper_repro.majorminer.config import Config
from paper_repro.majorminer.data import Caption

#: File of a run's folder: how well hidden tags were told in the end.
FILE = "pretraining.json"
#: Captions a batch; ours.
BATCH = 64


def pretrain(
    captioner: keras.Model,
    config: Config,
    vocabulary: Vocabulary,
    train: Sequence[Caption],
    valid: Sequence[Caption],
    folder: RunFolder,
) -> None:
    """Trains the captioner's decoder in place and writes ``FILE``; a training that goes on has that behind it.

    Args:
        captioner: of ``model.build`` with a Transformer decoder.
        config: ``pretraining`` epochs, and the share of tags that are hidden.
        vocabulary: of the captioner.
        train: the captions it learns from.
        valid: others, on which it is only scored.
        folder: of the run.

    Raises:
        UserError: a recurrent decoder, which cannot see what comes after.
    """
    if config.decoder != "transformer":
        raise UserError(
            f"pretraining needs decoder transformer: others see no later tag. Received: {config.decoder!r}."
        )
    if (folder.path / "state.npz").exists() and (folder.path / FILE).exists():
        return
    length = captioner.output.shape[2]
    learned, others = (
        token_array([[caption] for caption in part], vocabulary, length + 1, 1) for part in (train, valid)
    )
    silence = (2, captioner.get_layer("memory").output.shape[2])  # frames, channels
    model = _language_model(captioner.get_layer("decoder"), length, silence)
    model.compile(keras.optimizers.Adam(config.learning_rate), MaskedCrossEntropy(), jit_compile=jit_compile())
    batch = min(BATCH, len(learned))
    model.fit(
        _batches(learned, silence, batch, config),
        epochs=config.pretraining,
        steps_per_epoch=len(learned) // batch,
        callbacks=callbacks(config.seed),
        shuffle=False,
        verbose=0,
    )
    told = _told(model, silence, learned, *masked(others, config.hidden_tags, np.random.default_rng(config.seed)))
    folder.write_json(FILE, told)


def _batches(learned: np.ndarray, silence: tuple[int, int], batch: int, config: Config) -> Iterator[tuple]:
    """Whole batches of every epoch, with what is hidden drawn anew: both depend on seed and epoch alone."""
    for epoch in range(config.pretraining):
        rng = np.random.default_rng([config.seed, epoch])
        given, wanted = masked(learned[rng.permutation(len(learned))], config.hidden_tags, rng)
        for at in range(0, len(learned) // batch * batch, batch):
            yield _with_silence(given[at : at + batch], silence), wanted[at : at + batch]


def _with_silence(tokens: np.ndarray, silence: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    return tokens, np.zeros((len(tokens), *silence), np.float32)


def _told(
    model: keras.Model, silence: tuple[int, int], learned: np.ndarray, given: np.ndarray, wanted: np.ndarray
) -> dict[str, float]:
    """The share of hidden tags that the model tells, and that are the commonest tag of ``learned``."""
    said = []
    for at in range(0, len(given), BATCH):
        found = model(_with_silence(given[at : at + BATCH], silence), training=False)
        said.append(keras.ops.convert_to_numpy(keras.ops.argmax(found, axis=-1)))
    hidden = wanted != PAD
    tags, counts = np.unique(learned[learned >= len(SPECIAL)], return_counts=True)
    return {
        "hidden tags": int(hidden.sum()),
        "told": float((np.concatenate(said) == wanted)[hidden].mean()),
        "commonest tag": float((wanted[hidden] == tags[np.argmax(counts)]).mean()),
    }


def masked(tokens: np.ndarray, share: float, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Captions ``(captions, 1, length + 1)`` with ``share`` of their tags hidden, at least one of each that has any.

    Returns:
        what the decoder is given, ``<unk>`` for hidden tags, and what it is to say at each place: the hidden tag that
        comes next, or padding, which does not count. Both ``(captions, 1, length)``.

    Example:
        >>> given, wanted = masked(np.array([[[2, 7, 3, 0]]]), 0.15, np.random.default_rng(0))
        >>> given.tolist(), wanted.tolist()
        ([[[2, 1, 3]]], [[[7, 0, 0]]])
    """
    tags = tokens >= len(SPECIAL)
    drawn = np.where(tags, rng.random(tokens.shape), 2.0)
    hidden = tags & ((drawn < share) | (drawn == drawn.min(axis=-1, keepdims=True)))
    return np.where(hidden, UNKNOWN, tokens)[..., :-1], np.where(hidden, tokens, PAD)[..., 1:]


def scores(folder: RunFolder) -> dict[str, float]:
    """How well hidden tags of validation captions were told, and by the commonest tag, as metrics of the run."""
    found = json.loads((folder.path / FILE).read_text(encoding="utf-8"))
    return {"masked_tags_told": found["told"], "masked_tags_commonest": found["commonest tag"]}


def _language_model(decoder, length: int, memory: tuple[int, ...]) -> keras.Model:
    """Tokens and a memory to scores, with the decoder's weights: every position sees the whole caption."""
    tokens, heard = keras.Input((1, length), dtype="int32", name="tokens"), keras.Input(memory, name="memory")
    return keras.Model([tokens, heard], decoder(tokens, heard, causal=False), name="language_model")
