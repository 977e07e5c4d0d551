"""Small results, sounds and networks of the site's tests."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import soundfile

from paper_repro.core.listening.heard import Heard
from paper_repro.core.reporting.table import Block, Column, Table
from paper_repro.majorminer.paper import PAPER
from paper_repro.site.serve.hearing import Offer

PAPERS = {"majorminer": PAPER}
#: Of the server under test.
NETWORKS = {"loud": Offer("Networks of the test", "says how loud it is", "loud")}


def load(name):
    """A network that needs no training: loudness of each second."""

    def network(path: Path) -> Heard:
        samples, rate = soundfile.read(path)
        seconds = [samples[at : at + rate] for at in range(0, len(samples), rate)]
        loud = np.array([[min(1.0, np.abs(second).mean() * 3)] for second in seconds])
        scores = np.hstack([loud, 1 - loud])
        starts = np.arange(len(scores), dtype=float)
        ends = np.minimum(starts + 1, len(samples) / rate)
        return Heard(len(samples) / rate, starts, ends, ("loud", "quiet"), scores, scores.mean(axis=0))

    return network


def table(folder, words, name="table1", **provenance):
    columns = [Column("Word", "word"), Column("Score", "score")]
    rows = [{"word": word, "score": number / 10, "also": word} for number, word in enumerate(words)]
    block = Block("table", words[0], columns, rows, below=words[:3])
    made = Table("majorminer", name, words[0], [block], words[:3], {"Data": words[0], **provenance}, words[:2])
    made.write(folder)


def wav(seconds=2.0, rate=8000):
    file = io.BytesIO()
    soundfile.write(file, np.random.default_rng(0).uniform(-0.3, 0.3, int(seconds * rate)), rate, format="WAV")
    return file.getvalue()
