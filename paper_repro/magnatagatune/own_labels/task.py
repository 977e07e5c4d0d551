"""Training on your own labels: an output layer as the paper's engine trains it, or all of a published network."""

from __future__ import annotations

from collections.abc import Mapping

from paper_repro.core.errors import UserError
from paper_repro.core.records.records import Records
from paper_repro.core.training.run import RunFolder, run_folder
from paper_repro.magnatagatune.config import ALL
from paper_repro.magnatagatune.own_labels.config import Config, output_of
from paper_repro.magnatagatune.own_labels.corpus import Corpus
from paper_repro.magnatagatune.own_labels.engine import NAME, run_name
from paper_repro.magnatagatune.tagging import TaggingTask
from paper_repro.magnatagatune.whole_network import WholeNetworkTask

#: Fewest clips of a part that a score can be made of.
FEWEST = 2


def make_task(config: Config, corpus: Corpus, records: Mapping[str, Records], folder: RunFolder) -> TaggingTask:
    """The row's network bound to its data. The tags go into the run's folder.

    Raises:
        UserError: too few clips of a part could be decoded.
    """
    for name, part in records.items():
        if len(part.keys) < FEWEST:
            first = f" The first: {part.refused[0]['detail']}" if part.refused else ""
            raise UserError(
                f"{corpus.root}: of the {name} part {len(part.keys)} clips can be decoded, at least {FEWEST} are "
                f"needed; give more clips.{first}"
            )
    folder.write_json("tags.json", {"tags": list(corpus.tags)})
    if config.layers != ALL:
        return TaggingTask(config, corpus, records)
    before = output_of(config)
    start = run_folder(
        folder.path.parent.parent, NAME, run_name(before.layers, before.model), before, corpus.fingerprint
    )
    return WholeNetworkTask(config, corpus, records, start.load_model().get_layer("tags").get_weights())
