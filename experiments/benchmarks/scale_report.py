"""Table and figure of ``scale.py``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd

from paper_repro.core.reporting.figure import Figure, canvas, styled
from paper_repro.core.reporting.formats import number, percent
from paper_repro.core.reporting.table import Block, Column, Table

#: Stages as they are measured, and as the table names them.
STAGES = {
    "tables": "tables and checksums",
    "records": "features",
    "epoch": "one epoch, a training clip",
    "scores": "scores, a scored clip",
}
#: How much a clip's cost may differ between numbers of clips.
WITHIN = 0.10


@dataclass(frozen=True)
class Measured:
    """What one number of clips cost.

    Attributes:
        listed: clips in the tables; those without a tag that counts are left out, as of the real set.
        clips: by stage; of ``tables`` all with sound, of ``epoch`` those that are trained on, of ``scores`` the others.
        cost: milliseconds of each stage a clip of it: by the clock, and of all processors together.
        once: seconds of the processors that all stages take whatever the number of clips.
        records: bytes of features.
        run: bytes of the run's folder.
        first_memory: bytes that the process had held at most before, having done the same with few clips.
        memory: the same at its end.
        minutes: of the process.
    """

    listed: int
    clips: Mapping[str, int]
    cost: Mapping[str, tuple[float, float]]
    once: float
    records: int
    run: int
    first_memory: float = 0.0
    memory: float = 0.0
    minutes: float = 0.0

    @property
    def all(self) -> int:
        return self.clips["tables"]

    def total(self, at: int = 1) -> float:
        """Milliseconds a clip of the corpus, all stages together; ``at``: 0 by the clock, 1 of the processors."""
        return sum(self.cost[stage][at] * self.clips[stage] for stage in STAGES) / self.all


def spread(found: Sequence[Measured]) -> float:
    """How much more the dearest clip costs than the cheapest, in time of the processors: 0.1 is a tenth."""
    costs = [each.total() for each in found]
    return max(costs) / min(costs) - 1


def flat(found: Sequence[Measured]) -> bool:
    return spread(found) <= WITHIN


def scale_table(found: Sequence[Measured], about: Mapping[str, str]) -> Table:
    """A row for every number of clips."""
    first = found[0].total()
    columns = [
        Column("clips (used)", lambda each: f"{each.listed:,} ({each.all:,})", key="shown"),
        Column("ms a clip, processors", lambda each: each.total(1), number(2), "processor_ms"),
        Column("beside the first", lambda each: each.total(1) / first - 1, percent_signed, "difference"),
        Column("ms a clip, clock", lambda each: each.total(0), number(2), "clock_ms"),
        Column("minutes", "minutes", number(1)),
        Column("peak memory, MB", "memory", number(0, scale=1e-6)),
        Column("features on disk, kB a clip", lambda each: each.records / each.all, number(2, scale=1e-3), "disk"),
        Column("run on disk, kB a scored clip", lambda each: each.run / each.clips["scores"],
               number(2, scale=1e-3), "run_disk"),
    ]  # fmt: skip
    stages = [Column("clips (used)", lambda each: f"{each.listed:,} ({each.all:,})", key="shown")]
    for stage, name in STAGES.items():
        stages += [
            Column(name, partial(_milliseconds, stage, 1), number(2), f"{stage}_processor_ms"),
            Column("by the clock", partial(_milliseconds, stage, 0), number(2), f"{stage}_clock_ms"),
        ]
    last = found[-1]
    before = [each.first_memory / 1e6 for each in found]
    lead = [
        f"A clip's cost differs by {percent(spread(found))} % between {found[0].listed:,} and {last.listed:,} clips "
        f"({'flat' if flat(found) else 'not flat'}: a tenth is allowed), peak memory by "
        f"{(last.memory - found[0].memory) / 1e6:,.0f} MB.",
    ]
    notes = [
        "Time of the processors: of all threads together; other programs on the machine lengthen the clock's alone.",
        "Used: the split leaves out clips with none of the 50 most frequent tags, of the real set 4,752.",
        "All stages: tables, checksums and features of every clip, one epoch over the training clips, scores of the "
        "others, as files. A stage's time on few clips is taken from its time on more: what is paid once, "
        f"{max(each.once for each in found):.1f} s here and the network's compilation, is left out.",
        "Few clips are gone through several times, until some thousands have been; minutes are of all that.",
        f"Having done the same with few clips a process had held {min(before):,.0f} to {max(before):,.0f} MB.",
        "A run's folder holds the network too.",
    ]
    blocks = [
        Block("table", "By number of clips", columns, list(found)),
        Block("stages", "Each stage, ms a clip of it, time of the processors and of the clock", stages, list(found)),
    ]
    return Table("benchmarks", "scale", "Does a clip cost more among many?", blocks, notes, about, lead)


def _milliseconds(stage: str, at: int, each: Measured) -> float:
    return each.cost[stage][at]


percent_signed = number(1, scale=100, signed=True)


@styled
def cost_figure(found: Sequence[Measured], about: Mapping[str, str]) -> Figure:
    """Cost a clip and peak memory over the number of clips."""
    clips = [each.listed for each in found]
    figure, (cost, memory) = canvas(9.0, 3.8, ncols=2)
    for stage, name in STAGES.items():
        cost.plot(clips, [each.cost[stage][1] for each in found], marker="o", label=name)
    total = [each.total() for each in found]
    cost.plot(clips, total, marker="s", color="black", label="all, a clip of the corpus")
    cost.axhspan(min(total), min(total) * (1 + WITHIN), color="black", alpha=0.08, linewidth=0)
    cost.set(title="Cost", xlabel="clips", ylabel="processor time a clip (ms)", xscale="log")
    cost.set_ylim(0, 1.9 * max(total))
    cost.legend(loc="upper center", ncols=2, fontsize=8)
    memory.plot(clips, [each.memory / 1e6 for each in found], marker="s", color="black")
    memory.set(title="Memory", xlabel="clips", ylabel="peak of the process (MB)", xscale="log")
    memory.set_ylim(0, 1.2 * max(each.memory for each in found) / 1e6)
    for axes in (cost, memory):
        axes.set_xticks(clips, [f"{count:,}" for count in clips])
        axes.minorticks_off()
    rows = [
        {"clips": each.listed, "used": each.all, "all": each.total(), "memory": each.memory}
        | {stage: each.cost[stage][1] for stage in STAGES}
        for each in found
    ]
    notes = (
        f"Grey: within {WITHIN:.0%} of the cheapest.",
        "Of an epoch a training clip's cost, of scores a scored clip's; all else a clip of the corpus.",
    )
    return Figure("benchmarks", "scale_cost", "What a clip costs among many", figure, pd.DataFrame(rows), notes, about)
