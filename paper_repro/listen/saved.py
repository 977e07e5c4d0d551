"""A network that was saved with its front end (``model.save``): rate, windows and tags are in the file."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np

from paper_repro.core.errors import UserError
from paper_repro.core.listening.cut import Cut
from paper_repro.core.listening.tagging import SCORES, Tagging
from paper_repro.core.nn.waveform import Waveform
from paper_repro.core.training.backend import jit_compile
from paper_repro.core.training.forward import Forward

# Layers that a saved network may hold must be known to Keras.
import paper_repro.weights.tagger  # noqa: F401  isort: skip

#: Name of its embedding.
PENULTIMATE = "penultimate"


class Saved(Tagging):
    """A saved network of probabilities; ``about`` is what its file says of it."""

    shown = 10

    def __init__(self, path: Path, model: keras.Model, waveform: Waveform) -> None:
        self.name = path.name
        self.model = model
        self.sample_rate = waveform.sample_rate
        self.about = waveform.about
        self.tags = tuple(waveform.about["tags"])
        self._cut = Cut(**waveform.cut)
        self._forward: Forward | None = None

    @classmethod
    def load(cls, path: Path) -> Saved:
        """From a ``.keras`` file. Code in it is never run: a file that holds any is refused.

        Raises:
            UserError: the file is not such a network.
        """
        try:
            model = keras.models.load_model(path, compile=False, safe_mode=True)
        except Exception as error:  # what Keras stumbles over in a foreign or crafted file is any exception there is
            reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
            if "Lambda" in reason:  # Keras goes on to say how to run it all the same
                reason = "it holds code, a Lambda layer, which is not run"
            raise UserError(f"{path}: not a network saved here ({reason}).") from None
        found = [layer for layer in getattr(model, "layers", ()) if isinstance(layer, Waveform)]
        try:
            (waveform,) = found
            saved = cls(path, model, waveform)
            if model.output_shape != (None, len(saved.tags)) or model.input_shape != (None, saved.cut.size):
                raise ValueError
        except (ValueError, TypeError, KeyError, AttributeError):
            raise UserError(
                f"{path}: not a network saved here: it must take samples, in a layer that says its rate and tags, and "
                "give a probability for each tag."
            ) from None
        return saved

    @property
    def cut(self) -> Cut:
        return self._cut

    @property
    def offers(self) -> tuple[str, ...]:
        return (PENULTIMATE,) if self._penultimate() is not None else ()

    def hear(self, windows: np.ndarray) -> dict[str, np.ndarray]:
        if self._forward is None:
            # Traced once, with what is wanted by the first call.
            wanted = self._penultimate() if self.embeds else None
            whole = keras.Model(self.model.inputs, wanted) if wanted else self.model
            whole.compile(jit_compile=jit_compile())
            self._forward = Forward(whole)
        outputs = self._forward(windows)
        return (
            dict(zip((SCORES, PENULTIMATE), outputs, strict=True)) if isinstance(outputs, list) else {SCORES: outputs}
        )

    def _penultimate(self) -> list | None:
        """The output, and what the layer that gives it reads; None where that is no row of values a window."""
        last = self.model.layers[-1]
        if not isinstance(last, keras.Model):
            found = [self.model.outputs[0], last.input]
        else:
            # The network as it was before its front end was put to it: a graph within the graph.
            inner = keras.Model(last.inputs, [last.outputs[0], last.layers[-1].input])
            found = inner(self.model.layers[-2].output)
        return found if isinstance(found[1], keras.KerasTensor) and len(found[1].shape) == 2 else None
