"""Each paper's network in PyTorch, layer for layer with the weights of the Keras model: what ``gpu.py`` compares with.

Images lie in memory as Keras has them, channels last, and PyTorch's convolutions are told so (``channels_last``).
"""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import nn
from torch.nn import functional

ACTIVATIONS = {
    "linear": lambda x: x,
    "relu": functional.relu,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
}


def tensor(value) -> torch.Tensor:
    return torch.from_numpy(np.array(value, dtype=np.float32))


def parameter(variable) -> nn.Parameter:
    return nn.Parameter(tensor(variable))


class Twin(nn.Module):
    """A functional Keras model: the same graph of layers, each in PyTorch, with its weights."""

    def __init__(self, model) -> None:
        super().__init__()
        self.parts = nn.ModuleDict()
        for operation in model.operations:
            if type(operation).__name__ != "InputLayer":
                self.parts[operation.name] = translated(operation)
        # Read from Keras once: walking its graph at every step would be charged to PyTorch.
        self.given, self.wanted = ([id(each) for each in side] for side in (model.inputs, model.outputs))
        self.plan = [
            # What Keras hands to layers alone, by name, is left out.
            (node.operation.name, [_places(each) for each in node.arguments.args], [id(each) for each in node.outputs])
            for depth in sorted(model._nodes_by_depth, reverse=True)
            for node in model._nodes_by_depth[depth]
            if not node.is_input
        ]

    def forward(self, *inputs):
        values = dict(zip(self.given, _listed(inputs[0]) if len(inputs) == 1 else inputs, strict=True))
        for name, arguments, places in self.plan:
            found = self.parts[name](*(_filled(each, values) for each in arguments))
            values.update(zip(places, _listed(found), strict=True))
        outputs = [values[place] for place in self.wanted]
        return outputs if len(outputs) > 1 else outputs[0]


def _listed(value) -> list:
    return list(value) if isinstance(value, list | tuple) else [value]


def _places(argument):
    """Of a call's argument, a symbolic tensor or some: by what the values of a step are found."""
    return [_places(each) for each in argument] if isinstance(argument, list | tuple) else id(argument)


def _filled(places, values: dict):
    return [_filled(each, values) for each in places] if isinstance(places, list) else values[places]


def translated(layer) -> nn.Module:
    kind = type(layer).__name__
    if hasattr(layer, "operations"):
        return Twin(layer)
    if kind not in LAYERS:
        raise NotImplementedError(f"no PyTorch counterpart of the layer {kind} ({layer.name}); add it to LAYERS.")
    return LAYERS[kind](layer)


class Stateless(nn.Module):
    """A layer without weights: ``work(x)``."""

    def __init__(self, work) -> None:
        super().__init__()
        self.work = work

    def forward(self, *values):
        return self.work(*values)


class Convolution(nn.Module):
    def __init__(self, layer) -> None:
        super().__init__()
        kernel = np.array(layer.kernel)
        self.flat = kernel.ndim == 3
        axes = (2, 1, 0) if self.flat else (3, 2, 0, 1)
        kind = nn.Conv1d if self.flat else nn.Conv2d
        self.convolution = kind(
            kernel.shape[-2] * layer.groups,
            kernel.shape[-1],
            layer.kernel_size,
            layer.strides,
            padding="same" if layer.padding == "same" and max(layer.strides) == 1 else 0,
            groups=layer.groups,
            bias=layer.use_bias,
        )
        if layer.padding == "same" and max(layer.strides) > 1 and max(layer.kernel_size) > 1:
            raise NotImplementedError(f"{layer.name}: a padded convolution in steps")
        with torch.no_grad():
            self.convolution.weight.copy_(tensor(kernel.transpose(axes)))
            if layer.use_bias:
                self.convolution.bias.copy_(tensor(layer.bias))
        if not self.flat:
            self.convolution.to(memory_format=torch.channels_last)
        self.activation = ACTIVATIONS[layer.activation.__name__]

    def forward(self, x):
        return self.activation(channels_back(self.convolution(channels_first(x))))


def channels_first(x):
    """A view: the memory stays channels last."""
    return x.movedim(-1, 1)


def channels_back(x):
    return x.movedim(1, -1)


class Dense(nn.Linear):
    def __init__(self, layer) -> None:
        super().__init__(*layer.kernel.shape, bias=layer.use_bias)
        with torch.no_grad():
            self.weight.copy_(tensor(layer.kernel).T)
            if layer.use_bias:
                self.bias.copy_(tensor(layer.bias))
        self.activation = ACTIVATIONS[layer.activation.__name__]

    def forward(self, x):
        return self.activation(super().forward(x))


class BatchNorm(nn.Module):
    def __init__(self, layer) -> None:
        super().__init__()
        scaled = layer.scale or layer.center
        self.norm = nn.BatchNorm2d(
            layer.moving_mean.shape[0], eps=layer.epsilon, momentum=1 - layer.momentum, affine=scaled
        )
        with torch.no_grad():
            self.norm.running_mean.copy_(tensor(layer.moving_mean))
            self.norm.running_var.copy_(tensor(layer.moving_variance))
            if scaled:
                self.norm.weight.copy_(tensor(layer.gamma) if layer.scale else torch.ones_like(self.norm.weight))
                self.norm.bias.copy_(tensor(layer.beta) if layer.center else torch.zeros_like(self.norm.bias))

    def forward(self, x):
        rank = x.ndim
        first = channels_first(x)
        first = first.reshape(*first.shape[:2], *(1,) * (4 - rank), *first.shape[2:]) if rank < 4 else first
        done = self.norm(first)
        return channels_back(done.reshape(*done.shape[:2], *done.shape[2 + 4 - rank :]) if rank < 4 else done)


def pool(layer, work, *, average=False):
    """Pooling of one or two axes, with Keras' padding."""

    def apply(x):
        first = channels_first(x)
        if layer.padding == "same":
            sides = [_same(*each) for each in zip(first.shape[2:], layer.pool_size, layer.strides, strict=True)]
            padding = [each for side in reversed(sides) for each in side]
            if any(padding):
                padded = functional.pad(first, padding, value=0.0 if average else -math.inf)
                done = work(padded, layer.pool_size, layer.strides)
                if average:  # of what is there, without the padding
                    done = done / work(functional.pad(torch.ones_like(first), padding), layer.pool_size, layer.strides)
                return channels_back(done)
        return channels_back(work(first, layer.pool_size, layer.strides))

    return apply


def _same(size: int, width: int, stride: int) -> tuple[int, int]:
    total = max((math.ceil(size / stride) - 1) * stride + width - size, 0)
    return total // 2, total - total // 2


def zero_padding(layer):
    (top, bottom), (left, right) = layer.padding
    return Stateless(lambda x: functional.pad(x, (0, 0, left, right, top, bottom)))


class Recurrent(nn.LSTM):
    """An LSTM with its first state, or from zeros; returns what the Keras layer returns."""

    def __init__(self, layer) -> None:
        cell = layer.cell
        super().__init__(cell.kernel.shape[0], cell.units, batch_first=True)
        fill_lstm(self, cell, "_l0")
        self.sequences, self.states = layer.return_sequences, layer.return_state

    def forward(self, x, hidden=None, carry=None):
        first = None if hidden is None else tuple(each[None].to(x.dtype).contiguous() for each in (hidden, carry))
        steps, (last, memory) = super().forward(x, first)
        output = steps if self.sequences else last[0]
        return [output, last[0], memory[0]] if self.states else output


def fill_lstm(module, cell, suffix=""):
    """Gates are in the same order in both; PyTorch has a second bias."""
    with torch.no_grad():
        getattr(module, f"weight_ih{suffix}").copy_(tensor(cell.kernel).T)
        getattr(module, f"weight_hh{suffix}").copy_(tensor(cell.recurrent_kernel).T)
        getattr(module, f"bias_ih{suffix}").copy_(tensor(cell.bias))
        getattr(module, f"bias_hh{suffix}").zero_()


class StateDecoder(nn.Module):
    """``paper_repro.core.nn.state_decoder``; ``prefix``: the memory is read as the first word instead."""

    def __init__(self, layer, *, prefix=False) -> None:
        super().__init__()
        self.embed = nn.Embedding.from_pretrained(tensor(layer.embed.embeddings), freeze=False)
        self.dropout = nn.Dropout(layer.dropout_rate)
        self.recurrent = Recurrent(layer.recurrent)
        self.recurrent.sequences, self.recurrent.states = True, True
        self.scores = Dense(layer.token_dense)
        self.prefix = prefix

    def forward(self, tokens, memory):
        batch, captions, length = tokens.shape
        words = self.dropout(self.embed(tokens)).reshape(batch * captions, length, -1)
        if self.prefix:
            _, *state = self.recurrent(memory[:, None])
        else:
            state = memory.unbind(1)
        hidden, *_ = self.recurrent(words, *(each.repeat_interleave(captions, 0) for each in state))
        return self.scores(hidden).reshape(batch, captions, length, -1)


class AttentionDecoder(nn.Module):
    """``paper_repro.core.nn.decoders`` with an LSTM, step by step as people write it."""

    def __init__(self, layer) -> None:
        super().__init__()
        if layer.cell_name != "lstm":
            raise NotImplementedError("the attention decoder with a GRU")
        self.embed = nn.Embedding.from_pretrained(tensor(layer.embed.embeddings), freeze=False)
        attention = layer.attention
        self.query, self.keys, self.score = (
            Dense(each) for each in (attention.query_dense, attention.memory_dense, attention.score_dense)
        )
        self.cell = nn.LSTMCell(layer.cell.kernel.shape[0], layer.units)
        fill_lstm(self.cell, layer.cell)
        self.first = nn.ModuleList(Dense(each) for each in layer.first_states)
        self.dropout = nn.Dropout(layer.dropout_rate)
        self.hidden, self.scores = Dense(layer.hidden_dense), Dense(layer.token_dense)

    def forward(self, tokens, memory):
        batch, captions, length = tokens.shape
        keys = self.keys(memory)[:, None]
        words = self.embed(tokens)
        mean = memory.mean(1)
        hidden, carry = (dense(mean).repeat_interleave(captions, 0) for dense in self.first)
        steps = []
        for step in range(length):
            query = self.query(hidden.reshape(batch, captions, -1))[:, :, None]
            weights = torch.softmax(self.score(torch.tanh(query + keys))[..., 0], dim=-1)
            context = weights @ memory  # (batch, captions, channels)
            inputs = torch.cat([words[:, :, step], context.to(words.dtype)], -1).flatten(0, 1)
            hidden, carry = self.cell(inputs, (hidden.to(words.dtype), carry.to(words.dtype)))
            steps.append(torch.cat([hidden.reshape(batch, captions, -1), context.to(hidden.dtype)], -1))
        features = torch.stack(steps, 2)
        return self.scores(self.dropout(self.hidden(self.dropout(features))))


def normalization(layer):
    mean, deviation = tensor(layer.mean), tensor(layer.variance).sqrt().clamp(min=1e-7)
    module = Stateless(lambda x: (x - module.mean) / module.deviation)
    module.register_buffer("mean", mean)
    module.register_buffer("deviation", deviation)
    return module


def windows(layer):
    def cut(x):
        found = x.unfold(1, layer.size, layer.hop).transpose(2, 3)  # (batch, windows, size, values)
        return found[:, : max(found.shape[1] - 1, 1)] if layer.drop_last else found

    return Stateless(cut)


def crop(layer):
    def middle(x):
        top, left = ((side - layer.size) // 2 for side in x.shape[1:3])
        return x[:, top : top + layer.size, left : left + layer.size]

    return Stateless(middle)


LAYERS = {
    "Activation": lambda layer: Stateless(ACTIVATIONS[layer.activation.__name__]),
    "Add": lambda layer: Stateless(lambda values: sum(values[1:], values[0])),
    "AttentionDecoder": AttentionDecoder,
    "AveragePooling1D": lambda layer: Stateless(pool(layer, functional.avg_pool1d, average=True)),
    "BatchNormalization": BatchNorm,
    "Concatenate": lambda layer: Stateless(lambda values: torch.cat(values, layer.axis)),
    "Conv1D": Convolution,
    "Conv2D": Convolution,
    "Crop": crop,
    "Cropping1D": lambda layer: Stateless(lambda x: x[:, layer.cropping[0] : x.shape[1] - layer.cropping[1]]),
    "Dense": Dense,
    "Dropout": lambda layer: nn.Dropout(layer.rate),
    "Flatten": lambda layer: Stateless(lambda x: x.flatten(1)),
    "Fold": lambda layer: Stateless(lambda x: x.flatten(0, 1)),
    "GlobalAveragePooling2D": lambda layer: Stateless(lambda x: x.mean((1, 2))),
    "Identity": lambda layer: nn.Identity(),
    "LSTM": Recurrent,
    "LogCompression": lambda layer: Stateless(lambda x: x.clamp(min=layer.floor).log()),
    "MaxOverFrequency": lambda layer: Stateless(lambda x: x.amax(2)),
    "MaxPooling2D": lambda layer: Stateless(pool(layer, functional.max_pool2d)),
    "Normalization": normalization,
    "Permute": lambda layer: Stateless(lambda x: x.permute(0, *layer.dims)),
    "PrefixDecoder": lambda layer: StateDecoder(layer, prefix=True),
    # Flips change nothing of the cost; in inference there are none.
    "RandomFlip": lambda layer: nn.Identity(),
    "ReLU": lambda layer: nn.ReLU(),
    "Rescaling": lambda layer: Stateless(lambda x: x * layer.scale + layer.offset),
    "Reshape": lambda layer: Stateless(lambda x: x.reshape(x.shape[0], *layer.target_shape)),
    "StackStates": lambda layer: Stateless(lambda states: torch.stack(list(states), 1)),
    "StateDecoder": StateDecoder,
    "Unfold": lambda layer: Stateless(lambda x, like: x.reshape(*like.shape[:2], *x.shape[1:])),
    "Windows": windows,
    "ZeroPadding2D": zero_padding,
}  # fmt: skip
