"""Is the rendered corpus any good? What a network that was trained on real music recognises in it, tag by tag."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from paper_repro.core.command_line import Options
from paper_repro.core.errors import UserError
from paper_repro.core.evaluation.intervals import Interval, independent_difference, mean_interval
from paper_repro.core.evaluation.tagging import auc_scores
from paper_repro.core.reporting.figure import COLOURS, Figure, canvas, styled
from paper_repro.core.reporting.formats import number, score
from paper_repro.core.reporting.table import Block, Column, Table
from paper_repro.magnatagatune.data import extract_note, open_corpus
from paper_repro.magnatagatune.paper import PAPER
from paper_repro.magnatagatune.published_scores import Group, Heard, heard, networks

NAME = "audit_rendered"
#: Rendered clips that are listened to, evenly spread over the corpus: half of the quick preset's.
MOST = 800
#: Clips with a tag, below which its score says nothing.
LEAST_POSITIVES = 5
HELD_OUT = "validation and test"
RECOGNISED, LOST, FEW = "yes", "not shown", "too few clips"


@dataclass(frozen=True)
class Tag:
    """One tag: how many clips have it, rendered and real, and the network's ROC-AUC on both."""

    tag: str
    rendered_n: int
    rendered: Interval
    real_n: int
    real: Interval
    difference: Interval

    @property
    def recognised(self) -> str:
        """Whether rendered clips with the tag are told from the others outside the interval."""
        if self.rendered_n < LEAST_POSITIVES:
            return FEW
        return RECOGNISED if self.rendered.low > 0.5 else LOST


def compare(rendered: Group, real: Group, tags: Sequence[str]) -> list[Tag]:
    """The tags that both kinds of clips have, in the order of ``tags``; the groups hold one network's scores."""
    shared = [place for place in range(len(tags)) if rendered.scored[place] and real.scored[place]]
    found = []
    for place in shared:
        ours, theirs = _of_tags(rendered, [place]), _of_tags(real, [place])
        counts = (int(group.labels[:, place].sum()) for group in (rendered, real))
        first, second = mean_interval(ours), mean_interval(theirs)
        found.append(Tag(tags[place], next(counts), first, next(counts), second, independent_difference(ours, theirs)))
    return found


def _of_tags(group: Group, places: Sequence[int]) -> np.ndarray:
    """Per-artist values whose mean is the ROC-AUC over some tags, ``(1, artists)``."""
    (scores,) = group.scores.values()
    return auc_scores(group.labels[:, places], scores[:, places], group.artists)


def artifacts(options: Options, real: Path) -> list[Table | Figure]:
    """A table and a figure of the rendered corpus of the options beside the real clips in a folder.

    Raises:
        UserError: ``--data`` is no sample corpus, ``real`` is one, there are too few clips to compare, or the
            published weights are not there.
    """
    base = replace(PAPER.base_config(options), split="musicnn")
    ours, theirs = open_corpus(options, base), open_corpus(replace(options, data=real), base)
    if not ours.rendered:
        raise UserError(f"--data {ours.root}: --real is held beside rendered clips; leave out --data.")
    if theirs.rendered:
        raise UserError(f"--real {real}: a sample corpus; give a folder with clips of the published set.")
    chosen, kept = networks(None, None)[:1], options.runs / "magnatagatune" / "published_networks"
    said = [
        heard(ours, chosen, kept, options.devices, most=MOST),
        heard(theirs, chosen, kept, options.devices),
    ]
    groups = [each.group("all") for each in said]
    tags = [] if None in groups else compare(*groups, said[0].tags)
    if not tags:
        raise UserError(f"--real {real}: its clips and the rendered ones have no tag in common; give more clips.")
    return [_table(tags, groups, said, options), _figure(tags, said, options)]


def _table(tags: list[Tag], groups: list[Group], said: list[Heard], options: Options) -> Table:
    columns = [
        Column("Tag", "tag"),
        Column("rendered clips with it", "rendered_n"),
        Column("ROC-AUC, rendered", "rendered", score),
        Column("real clips with it", "real_n"),
        Column("ROC-AUC, real", "real", score),
        Column("rendered - real", "difference", number(3, signed=True)),
        Column("rendering recognised", "recognised"),
    ]
    whole = [_macro(tags, group, each) for group, each in zip(groups, said, strict=True)]
    lost = [tag.tag for tag in tags if tag.recognised == LOST]
    judged = sum(tag.recognised != FEW for tag in tags)
    lead = [
        f"MusiCNN, trained on real music, has a macro ROC-AUC of {score(whole[0])} on rendered clips and "
        f"{score(whole[1])} on real ones, over {len(tags)} tags.",
        f"Of {judged} tags with {LEAST_POSITIVES} rendered clips or more it recognises {judged - len(lost)}; not "
        f"shown: {', '.join(lost) if lost else 'none'}.",
    ]
    rows = sorted(tags, key=lambda tag: tag.rendered.value)
    title = "Is the rendered corpus any good? A network trained on real music listens to it"
    blocks = [Block("per_tag", "ROC-AUC of each tag, the worst rendering first", columns, rows)]
    return Table("magnatagatune", NAME, title, blocks, _notes(said), _provenance(said, options), lead)


def _macro(tags: list[Tag], group: Group, each: Heard) -> Interval:
    return mean_interval(_of_tags(group, [each.tags.index(tag.tag) for tag in tags]))


def _notes(said: list[Heard]) -> list[str]:
    ours, theirs = said
    held_out = theirs.group(HELD_OUT)
    new = "" if held_out is None else f" On those of {HELD_OUT} alone, over their tags: {score(_held_out(held_out))}."
    return [
        f"{len(ours.clips):,} of {len(ours.corpus.audio):,} rendered clips, evenly spread, and {len(theirs.clips):,} "
        "real ones. 95 % t intervals over artists.",
        "MusiCNN was trained on the train folders of the real set, so that its real scores are partly of clips that it "
        f"knows.{new}",
        "Recognised: the interval of the rendered clips lies above .5. A tag with fewer than "
        f"{LEAST_POSITIVES} of them is not judged. The players of the sample corpus miss tags and give wrong ones, as "
        "real ones do, so that a perfect ear does not reach 1 either; what a network trained on rendered clips reaches "
        "is in per_tag.",
        "What a table on rendered clips says of a tag that is not recognised is of this corpus alone.",
        *extract_note(theirs.corpus),
    ]


def _held_out(group: Group) -> Interval:
    return mean_interval(_of_tags(group, list(np.flatnonzero(group.scored))))


def _provenance(said: list[Heard], options: Options) -> dict:
    ours, theirs = said
    return {
        "Data": f"{ours.corpus.source}; real: {theirs.corpus.source}",
        "about": {"data": "rendered and real", "preset": options.preset, "seeds": options.seeds},
    }


@styled
def _figure(tags: list[Tag], said: list[Heard], options: Options) -> Figure:
    drawn = sorted(tags, key=lambda tag: tag.rendered.value)
    places = np.arange(len(drawn))
    picture, axis = canvas(8, 0.2 * len(drawn) + 1.6)
    axis.axvline(0.5, color="grey", lw=1, ls=":")
    for kind, colour, marker, shift in (("real", COLOURS[1], "D", 0.16), ("rendered", COLOURS[0], "o", -0.16)):
        values = [getattr(tag, kind) for tag in drawn]
        bounds = np.array([[each.value - each.low, each.high - each.value] for each in values]).T
        middle = [each.value for each in values]
        style = {"fmt": marker, "color": colour, "ms": 4.5, "lw": 1, "elinewidth": 1}
        axis.errorbar(middle, places + shift, xerr=bounds, label=f"{kind} clips", **style)
    names = [f"{tag.tag} ({tag.rendered_n}, {tag.real_n})" for tag in drawn]
    axis.set_yticks(places, names)
    axis.tick_params(axis="y", labelsize=8)
    axis.set_ylim(-1, len(drawn))
    axis.set_xlim(0, 1.02)
    axis.grid(axis="x", color="0.92")
    axis.set_xlabel("ROC-AUC with its 95 % interval")
    axis.set_title("What MusiCNN, trained on real music, recognises")
    axis.legend(loc="lower left", frameon=True, framealpha=0.9)
    rows = pd.DataFrame(
        [
            {"tag": tag.tag, "rendered_n": tag.rendered_n, "real_n": tag.real_n, "recognised": tag.recognised}
            | {
                f"{kind}{end}": getattr(getattr(tag, kind), field)
                for kind in ("rendered", "real")
                for end, field in (("_roc_auc", "value"), ("_low", "low"), ("_high", "high"))
            }
            for tag in drawn
        ]
    )
    notes = ("In brackets: rendered and real clips with the tag. Dotted: chance. Intervals are cut at the axis.",)
    title = "ROC-AUC of a published network on rendered and on real clips, by tag"
    return Figure("magnatagatune", f"{NAME}_figure", title, picture, rows, notes, _provenance(said, options))
