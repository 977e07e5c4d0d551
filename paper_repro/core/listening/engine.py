"""Many files through one network: decoded side by side, batched across files, answered in their order."""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np

from paper_repro.core.audio.decode import decoded_blocks
from paper_repro.core.errors import ItemError
from paper_repro.core.listening.cut import Cut
from paper_repro.core.listening.heard import Heard, Outputs

#: Threads that decode. More do not help: the network needs the cores.
DECODERS = 4
#: Batches of windows that wait for the network at most, and files by which decoding may run ahead of an answer: a bound
#: on memory.
WAITING, AHEAD = 4, 64


class Ear(Protocol):
    """What is needed of a network, see ``listener.Listener``."""

    sample_rate: int
    res_type: str
    batch: int

    @property
    def cut(self) -> Cut: ...

    def hear(self, windows: np.ndarray) -> Outputs: ...

    def of_other(self, path: Path) -> Heard | None: ...

    def whole(self, parts: Sequence[Outputs], samples: int, name: str | Path) -> Heard: ...


def listen(
    listener: Ear, paths: Sequence[Path], decoders: int | None = None
) -> Iterator[tuple[Path, Heard | ItemError]]:
    """Each file with what the network hears in it, or with the error that says why not; in the order of ``paths``.

    Memory grows neither with the length of a file nor with their number, but for what is said of each window.

    Args:
        listener: the network.
        paths: of the files.
        decoders: threads that decode; default: one for each core, at most ``DECODERS``.
    """
    count = min(decoders or os.cpu_count() or 1, DECODERS, max(len(paths), 1))
    room = _Room(listener, paths)
    threads = [threading.Thread(target=room.decode, daemon=True) for _ in range(count)]
    for thread in threads:
        thread.start()
    try:
        yield from _answers(listener, paths, room)
    finally:
        room.close()


@dataclass
class _File:
    """A file under way: outputs so far, windows that wait for the network, samples once all are decoded."""

    outputs: list[Outputs] = field(default_factory=list)
    waiting: int = 0
    samples: int | None = None
    error: ItemError | None = None
    answer: Heard | None = None

    @property
    def done(self) -> bool:
        return self.answer is not None or (not self.waiting and (self.error is not None or self.samples is not None))


@dataclass(frozen=True)
class _Message:
    """What a decoder says of a file: some windows, its end, an answer or an error."""

    number: int
    windows: np.ndarray | None = None
    samples: int | None = None
    answer: Heard | None = None
    error: Exception | None = None


class _Room:
    """What the decoding threads share: which file is next, and the way to the network."""

    def __init__(self, listener: Ear, paths: Sequence[Path]) -> None:
        self.listener = listener
        self.paths = paths
        self.messages: queue.Queue[_Message] = queue.Queue(WAITING * 2)
        self.ahead = threading.Semaphore(AHEAD)
        self._next = iter(range(len(paths)))
        self._lock = threading.Lock()
        self._closed = threading.Event()

    def close(self) -> None:
        self._closed.set()
        self.ahead.release(DECODERS)

    def decode(self) -> None:
        """A thread's work: files one after the other, until there is none left."""
        while not self._closed.is_set():
            # Taken before the file, so that the one that all others wait for is always among those under way.
            self.ahead.acquire()
            with self._lock:
                number = next(self._next, None)
            if number is None or self._closed.is_set():
                return
            for message in self._messages(number):
                if not self._put(message):
                    return

    def _messages(self, number: int) -> Iterator[_Message]:
        path, listener = self.paths[number], self.listener
        try:
            other = listener.of_other(path)
            if other is not None:
                yield _Message(number, answer=other)
                return
            counted = _Counted(decoded_blocks(path, sample_rate=listener.sample_rate, res_type=listener.res_type))
            held: list[np.ndarray] = []
            for windows in listener.cut.windows(counted):
                held.append(windows)
                if sum(map(len, held)) >= listener.batch:
                    yield _Message(number, windows=np.concatenate(held))
                    held = []
            if held:
                yield _Message(number, windows=np.concatenate(held))
            yield _Message(number, samples=counted.samples)
        except ItemError as error:
            yield _Message(number, error=error)
        except MemoryError:
            yield _Message(number, error=_too_much(path))
        except Exception as error:  # a defect: raised where the answer is waited for
            yield _Message(number, error=error)

    def _put(self, message: _Message) -> bool:
        while not self._closed.is_set():
            try:
                self.messages.put(message, timeout=0.1)
                return True
            except queue.Full:
                continue
        return False


class _Counted:
    """Blocks that are counted as they go by."""

    def __init__(self, blocks: Iterator[np.ndarray]) -> None:
        self._blocks = blocks
        self.samples = 0

    def __iter__(self) -> Iterator[np.ndarray]:
        for block in self._blocks:
            self.samples += len(block)
            yield block


def _answers(listener: Ear, paths: Sequence[Path], room: _Room) -> Iterator[tuple[Path, Heard | ItemError]]:
    files: dict[int, _File] = {}
    batch = _Batch(listener)
    first = 0
    while first < len(paths):
        try:
            # Windows in hand are computed where nothing else is ready: a single file does not wait for a full batch.
            message = room.messages.get(block=not batch.size)
        except queue.Empty:
            batch.compute(files)
        else:
            file = files.setdefault(message.number, _File())
            if message.error is not None and not isinstance(message.error, ItemError):
                raise message.error
            if message.windows is not None:
                file.waiting += len(message.windows)
                batch.add(message.number, message.windows, files)
            file.error, file.answer = message.error or file.error, message.answer or file.answer
            file.samples = message.samples if message.samples is not None else file.samples
        while first in files and files[first].done:
            yield paths[first], _answer(listener, paths[first], files.pop(first))
            room.ahead.release()
            first += 1


def _answer(listener: Ear, path: Path, file: _File) -> Heard | ItemError:
    if file.error is not None or file.answer is not None:
        return file.error or file.answer
    from tensorflow.errors import ResourceExhaustedError  # loaded with the network at the latest

    try:
        return listener.whole(file.outputs, file.samples, path)
    except ItemError as error:
        return error
    except (MemoryError, ResourceExhaustedError):
        return _too_much(path)


class _Batch:
    """Windows of one or several files, computed together."""

    def __init__(self, listener: Ear) -> None:
        self._listener = listener
        self._parts: list[tuple[int, np.ndarray]] = []
        self.size = 0

    def add(self, number: int, windows: np.ndarray, files: dict[int, _File]) -> None:
        self._parts.append((number, windows))
        self.size += len(windows)
        while self.size >= self._listener.batch:
            self.compute(files)

    def compute(self, files: dict[int, _File]) -> None:
        """Computes a batch of what is held, as large as it may be."""
        taken: list[tuple[int, np.ndarray]] = []
        left = self._listener.batch
        while self._parts and left:
            number, windows = self._parts.pop(0)
            taken.append((number, windows[:left]))
            if len(windows) > left:
                self._parts.insert(0, (number, windows[left:]))
            left -= len(taken[-1][1])
        windows = np.concatenate([part for _, part in taken])
        self.size -= len(windows)
        outputs = self._listener.hear(windows)
        at = 0
        for number, part in taken:
            files[number].outputs.append({name: array[at : at + len(part)] for name, array in outputs.items()})
            files[number].waiting -= len(part)
            at += len(part)


def _too_much(path: Path) -> ItemError:
    return ItemError(f"{path}: needs more memory than there is; cut it into shorter parts.", "too long")
