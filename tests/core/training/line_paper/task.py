"""A network of two layers; it can kill its process or fail, as its config says."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import keras
import numpy as np
import pandas as pd
import tensorflow as tf

from paper_repro.core.errors import UserError
from paper_repro.core.records.pipeline import epochs, features, steps_per_epoch
from paper_repro.core.training.task import Task
from tests.core.training.line_paper.model import build


class LineTask(Task):
    def __init__(self, config, corpus, records, folder):
        self.config, self.records, self.name = config, records, folder.name
        self.targets = {name: np.array([float(key) for key in part.keys]) for name, part in records.items()}
        self.steps = steps_per_epoch(records["train"], 4)
        self.model = build(config)
        self.model.compile(keras.optimizers.Adam(0.01), "mse", jit_compile=False)

    def batches(self, first_epoch):
        targets = tf.constant(self.targets["train"], tf.float32)[:, None]
        return epochs(
            self.records["train"],
            batch_size=4,
            seed=self.config.seed,
            first_epoch=first_epoch,
            attach=lambda rows, mel: (mel, tf.gather(targets, rows)),
        )

    def loss(self, part):
        found = np.concatenate([np.asarray(self.model(batch))[:, 0] for batch in features(self.records[part])])
        return float(np.mean((found - self.targets[part]) ** 2))

    def validate(self):
        epoch = int(keras.ops.convert_to_numpy(self.model.optimizer.iterations)) // self.steps
        if self.config.fails:
            raise UserError("this row fails")
        if self.config.notes:
            notes = Path(self.config.notes) / f"{self.name}.txt"
            with notes.open("a") as file:
                file.write(f"{epoch}\n")
            if epoch == self.config.killed_in and notes.read_text().split().count(str(epoch)) == 1:
                os.kill(os.getpid(), signal.SIGKILL)
        return {"valid_loss": self.loss("valid")}

    def evaluate(self):
        frame = pd.DataFrame({"split": "test", "clip_id": self.records["test"].keys, "target": self.targets["test"]})
        return {"test_loss": self.loss("test")}, frame


make_task = LineTask
