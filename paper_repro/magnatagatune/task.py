"""Training and evaluation of a row, a network or a baseline: model, batches, scores."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from paper_repro.core.records.records import Records
from paper_repro.core.training.run import RunFolder, finished_run, run_folder
from paper_repro.core.training.task import Evaluation, FittedTask, joined
from paper_repro.magnatagatune.baselines import BASELINES, estimator, flat, network_input, probabilities, spectrograms
from paper_repro.magnatagatune.config import ALL, Config, output_of
from paper_repro.magnatagatune.data import Corpus
from paper_repro.magnatagatune.paper import FROZEN_ROWS, PAPER
from paper_repro.magnatagatune.tagging import Labelled, TaggingTask
from paper_repro.magnatagatune.whole_network import WholeNetworkTask


def make_task(
    config: Config, corpus: Corpus, records: Mapping[str, Records], folder: RunFolder
) -> TaggingTask | BaselineTask:
    """The row's network, or its baseline, bound to its data. The tags go into the run's folder.

    A row of all layers of a published network begins with the output layer of the row of its frozen features, which
    must have been trained.
    """
    folder.write_json("tags.json", {"tags": list(corpus.tags)})
    if config.model in BASELINES:
        return BaselineTask(config, corpus, records)
    if not config.frozen or config.layers != ALL:
        return TaggingTask(config, corpus, records)
    row = FROZEN_ROWS[config.model]
    beside = run_folder(folder.path.parent.parent, PAPER.name, row, output_of(config), corpus.fingerprint)
    start = finished_run(beside.path, PAPER.name, f"train {PAPER.name} {row} with the options of this command, first")
    return WholeNetworkTask(config, corpus, records, start.load_model().get_layer("tags").get_weights())


class BaselineTask(Labelled, FittedTask):
    """A scikit-learn classifier on what the network sees.

    The features of the training clips are held in memory, once: 145 kB a clip, 2.2 GB for the published split. Those of
    the others are scored batch by batch.
    """

    def fit(self) -> None:
        self.machine = estimator(self.config, len(self.labels["train"]))
        self.first = network_input(self.config, self.records["train"], len(self.tags))
        self.machine.fit(spectrograms(self.first, self.records["train"]), self.labels["train"])

    def evaluate(self) -> Evaluation:
        return joined(self._evaluate(name) for name in ("valid", "test"))

    def _evaluate(self, name: str) -> Evaluation:
        scored = [
            (self.machine.predict(batch), probabilities(self.machine, batch))
            for batch in flat(self.first, self.records[name])
        ]
        votes, shares = (np.concatenate(parts) for parts in zip(*scored, strict=True))
        metrics, frame = self.evaluate_part(name, score=shares, vote=votes)
        counts = {f"{name}_votes": float(votes.mean()), f"{name}_tags_voted": int(votes.any(axis=0).sum())}
        return {**metrics, **counts}, frame
