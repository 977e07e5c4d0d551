"""What a captioner makes of each tag while it says its caption, and where in time it listens then."""

from __future__ import annotations

from collections.abc import Iterable

import keras
import numpy as np
from keras import ops

from paper_repro.core.nn.captioner import build_encoder
from paper_repro.core.text.vocabulary import BEGIN, END, SPECIAL

#: Of a step's probability: a tag that is certain would leave no order above it.
MOST_LIKELY = 1.0 - 1e-6


def heard(captioner: keras.Model, features: Iterable[np.ndarray], said: np.ndarray) -> dict[str, np.ndarray]:
    """Reads its own captions again, step by step.

    Args:
        captioner: trained, of ``model.build``.
        features: batches of them, in the order of the captions.
        said: ids of its captions, ``(clips, steps)``.

    Returns:
        ``probability`` ``(clips, tags)``, that some step up to the caption's end would say a tag, were each step drawn
        from the network's distribution; tags in the order of the vocabulary, without its special tokens. ``attention``
        ``(clips, steps, frames)``, where the step that said a tag listened: over frames it sums to 1. float32.
    """
    encoder, decoder = build_encoder(captioner), captioner.get_layer("decoder")
    tokens = np.concatenate([np.full((len(said), 1), BEGIN), said[:, :-1]], axis=1).astype(np.int32)
    # A step counts while the caption has not ended before it.
    running = np.cumsum(tokens == END, axis=1) == 0
    missed, attention, at = [], [], 0
    for batch in features:
        memory = encoder(np.asarray(batch), training=False)
        here = slice(at, at + memory.shape[0])
        read = ops.convert_to_tensor(tokens[here, None])
        scores = ops.cast(decoder(read, memory, training=False)[:, 0], "float32")
        chance = ops.convert_to_numpy(ops.softmax(scores, axis=-1))[:, :, len(SPECIAL) :]
        missed.append((np.log1p(-np.minimum(chance, MOST_LIKELY)) * running[here, :, None]).sum(axis=1))
        attention.append(ops.convert_to_numpy(ops.cast(decoder.attend(read, memory)[:, 0], "float32")))
        at = here.stop
    return {"probability": -np.expm1(np.concatenate(missed)), "attention": np.concatenate(attention)}
