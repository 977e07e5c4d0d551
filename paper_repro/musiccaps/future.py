"""Table future: what the report would try next (Sec. 7, 8): contrastive loss, its encoder, optimizers, longer inputs.

Contrastive training in the manner of MuLan, which the authors could not run, with retrieval both ways; captioners that
begin with its encoder; other optimizers than Adam; RNN against LSTM over the length of what they hear. Rows are held
against table 1's like for like, whose runs are read.

    python -m paper_repro.musiccaps.future                                sample corpus, quick preset
    python -m paper_repro.musiccaps.future --data DIR --features vggish   real clips by AudioSet's features

Ten trainings besides four of table 1: about 3 minutes on 2 cores with the quick preset, 7 on real clips; seconds
where the runs exist.

Expect on real clips, quick preset: contrastive training has the right one of 829 test clips among its first 10 for
nearly half of the texts, where chance has it for 1 %; the LSTM gains on the RNN with every frame, the RNN on nothing.
Files: results/musiccaps/future.{md,csv,json}; on AudioSet's features future_real.*, of real sound future_real_sound.*;
with --target, --tokens and --split their endings, as table 1.
"""

from __future__ import annotations

from collections.abc import Iterator

from paper_repro.core.command_line import preset_label, run_script
from paper_repro.core.evaluation.controls import permutations_of
from paper_repro.core.evaluation.intervals import difference_interval, mean_interval
from paper_repro.core.reporting.claims import Condition, claims_blocks
from paper_repro.core.reporting.formats import nats, number, percent
from paper_repro.core.reporting.future import Tried, future_block, tried_finding
from paper_repro.core.reporting.table import Block, Column, Table
from paper_repro.musiccaps import published
from paper_repro.musiccaps.future_claims import CLAIMS, memory_gain
from paper_repro.musiccaps.future_plan import Wishes, reference, trained
from paper_repro.musiccaps.future_rows import ENCODERS, MEMORIES, OPTIMIZED
from paper_repro.musiccaps.options import CaptionOptions
from paper_repro.musiccaps.outcome import Outcome
from paper_repro.musiccaps.paper import NETWORKS
from paper_repro.musiccaps.retrieval import TOP, WAYS, hits, median_interval

#: Hits by which retrieval is summed up.
SHOWN = 10
#: Optimizers as tables call them.
LABELS = {"rmsprop": "RMSprop", "sgd": "SGD with momentum", "adamw": "AdamW"}
WISHES = {
    "contrastive": ("contrastive loss", "Sec. 7, 8"),
    "started": ("captioning from a contrastive encoder", "Sec. 7, 8"),
    "optimizer": ("another optimizer", "Sec. 7, 8"),
    "length": ("longer inputs", "Sec. 7"),
}
signed_percent, signed_nats = number(1, scale=100, signed=True), number(3, signed=True)
rank = number(1)


def table(options) -> Table:
    options = CaptionOptions.of(options)
    wishes = trained(options)
    results = wishes.results
    claims = claims_blocks(CLAIMS, Condition(wishes))
    blocks = [
        future_block(
            list(_retrieval(wishes)), f"R@{SHOWN}, %", percent, signed_percent,
            heading="Retrieval by contrastive training: the right one among the first 10, % of test clips",
        ),
        future_block(
            list(_captioners(wishes)), "Log-likelihood", nats, signed_nats, key="captioners",
            heading="Captioners: log-likelihood in nats a token, which is table 1's loss with a minus",
        ),
        *claims,
        *([_ranks(wishes)] if wishes.plan.contrastive else []),
        _begins(wishes),
        _lengths(wishes),
    ]  # fmt: skip
    heard = ", on published features of real clips" if options.features == "vggish" else ""
    return Table(
        "musiccaps",
        f"future{results.corpus.suffix}{options.suffix}",
        f"What the authors of «{published.TITLE}» would try next, tried{heard}",
        blocks,
        _notes(wishes),
        results.provenance,
        [tried_finding(claims), results.lead()],
    )


def _retrieval(of: Wishes) -> Iterator[Tried]:
    wish = WISHES["contrastive"]
    if of.plan.missing:
        for model in ENCODERS:
            yield Tried(*wish, f"{NETWORKS[model]}, contrastive", missing=of.plan.missing)
    for model, name in of.plan.contrastive.items():
        row = of.row(name)
        for way, label in WAYS.items():
            found = hits(row.column(f"{way}_rank"), SHOWN)
            yield Tried(
                *wish,
                f"{NETWORKS[model]}, {label}",
                mean_interval(found),
                trivial=mean_interval(found) - SHOWN / found.shape[1],
                shuffled=difference_interval(found, row.column(f"{way}_top{SHOWN}_shuffled")),
                parameters=row.shown["parameters"],
                step_ms=row.step_ms(),
            )


def _captioners(of: Wishes) -> Iterator[Tried]:
    """Each network of table 1, and below it what is tried of it; recurrent networks by length."""
    for model in dict.fromkeys((OPTIMIZED, *of.plan.started)):
        without = of.reference(model)
        yield _captioner(of, ("", ""), f"{NETWORKS[model]}, table 1", without)
        if model in of.plan.started:
            label = f"{NETWORKS[model]} from the contrastive encoder"
            yield _captioner(of, WISHES["started"], label, of.row(of.plan.started[model]), without)
        if model == OPTIMIZED:
            for name, row in of.plan.optimizers.items():
                label = f"{NETWORKS[model]}, {LABELS[name]}"
                yield _captioner(of, WISHES["optimizer"], label, of.row(row), without)
    if of.plan.missing:
        for model in ENCODERS:
            label = f"{NETWORKS[model]} from the contrastive encoder"
            yield Tried(*WISHES["started"], label, missing=of.plan.missing)
    for model in MEMORIES:
        shortest = None
        for frames, names in of.plan.lengths.items():
            row, own = of.row(names[model]), ", table 1" if names[model] == reference(model) else ""
            wish = ("", "") if shortest is None else WISHES["length"]
            yield _captioner(of, wish, f"{NETWORKS[model]}, {_frames(frames)}{own}", row, shortest)
            shortest = shortest or row


def _frames(frames: int) -> str:
    return f"{frames} frame{'s' if frames > 1 else ''}"


def _captioner(of: Wishes, wish: tuple[str, str], label: str, row: Outcome, without: Outcome | None = None) -> Tried:
    losses = row.loss_scores()
    gain = {} if without in (None, row) else {"gain": difference_interval(without.loss_scores(), losses)}
    return Tried(
        *wish,
        label,
        mean_interval(-losses),
        trivial=difference_interval(of.bigram.scores(), losses),
        shuffled=row.lost_by_shuffling(),
        parameters=row.shown["parameters"],
        step_ms=row.step_ms(),
        **gain,
    )


def _ranks(of: Wishes) -> Block:
    """Retrieval in full, against chance and shuffled sounds."""
    rows = []
    for model, name in of.plan.contrastive.items():
        row = of.row(name)
        for way, label in WAYS.items():
            ranked = row.column(f"{way}_rank")
            cells = {"row": f"{NETWORKS[model]}, {label}", "rank": median_interval(ranked)}
            rows.append(cells | {f"top{k}": mean_interval(hits(ranked, k)) for k in TOP})
            cells = {"row": "the same, sounds shuffled", "rank": median_interval(row.column(f"{way}_rank_shuffled"))}
            rows.append(cells | {f"top{k}": mean_interval(row.column(f"{way}_top{k}_shuffled")) for k in TOP})
    clips = ranked.shape[1]
    rows.append({"row": "chance", "rank": (clips + 1) / 2, **{f"top{k}": min(k / clips, 1.0) for k in TOP}})
    columns = [
        Column("Row", "row"),
        *(Column(f"R@{k}, %", f"top{k}", percent) for k in TOP),
        Column(f"Median rank of {clips:,}", "rank", rank),
    ]
    return Block("retrieval", "Retrieval in full, test clips", columns, rows)


def _begins(of: Wishes) -> Block:
    """Validation losses of captioners from scratch and from the encoder, first seed: where they begin and end."""
    pairs = []
    for model, name in of.plan.started.items():
        pairs += [(f"{NETWORKS[model]}, table 1", of.reference(model)), (f"{NETWORKS[model]}, encoder", of.row(name))]
    pairs += [(f"{NETWORKS[OPTIMIZED]}, {LABELS[name]}", of.row(row)) for name, row in of.plan.optimizers.items()]
    rows = []
    for label, row in pairs:
        losses = row.runs[0].read_history()["valid_loss"].tolist()
        rows.append({"row": label, "first": losses[0], "last": losses[-1], "best": row.shown["best_epoch"]})
    columns = [
        Column("Row", "row"),
        Column("After the first epoch", "first", nats),
        Column("After the last", "last", nats),
        Column("Best epoch", "best"),
    ]
    return Block("begins", "Validation loss by epoch, nats a token, first seed", columns, rows)


def _lengths(of: Wishes) -> Block:
    rows = [
        {
            "frames": frames,
            **{model: of.row(name).loss() for model, name in names.items()},
            "gain": mean_interval(memory_gain(of, frames)),
        }
        for frames, names in of.plan.lengths.items()
    ]
    columns = [
        Column("Frames heard", "frames"),
        *(Column(f"{NETWORKS[model]}, test loss", model, nats) for model in MEMORIES),
        Column("LSTM below the RNN", "gain", signed_nats),
    ]
    return Block("lengths", "Longer inputs, nats a token", columns, rows)


def _notes(of: Wishes) -> list[str]:
    results = of.results
    row = of.reference(OPTIMIZED)
    notes = [
        results.interval_note() + " Of median ranks they are those of order statistics.",
        "Held against: of captioners table 1's network like for like, of longer inputs the same network on the "
        "shortest; of a contrastive training nothing, as no other row ranks clips.",
        f"Trivial baselines: of retrieval chance, k of {len(row.clip_ids()):,}; of captioners the audio-free bigram.",
        f"Shuffled: sounds of other clips, mean of {permutations_of(len(row.clip_ids()))} permutations.",
        *_settings(of),
        "Step: milliseconds on the machine that trained, of the fastest epoch, batches and update.",
        *results.corpus.notes,
        results.count_note(),
    ]
    if results.options.preset == "smoke":
        notes.insert(0, preset_label("smoke"))
    return notes


def _settings(of: Wishes) -> Iterator[str]:
    """What is ours in the rows, with their settings."""
    for name in list(of.plan.contrastive.values())[:1]:
        row = of.row(name)
        config, length = row.config, row.shown["text_length"]
        yield (
            f"Contrastive training (ours): the encoder's state and the mean of {row.shown['vocabulary']:,} learned "
            f"word embeddings, each through a dense layer of {config.units}; cosines under a learned temperature; "
            f"pairs in batches of {config.batch_size}, {config.epochs} epochs at most, the best by the mean "
            f"reciprocal rank on validation. A clip's text: words of its caption and aspects, at most {length - 2}."
        )
    for name, row in of.plan.optimizers.items():
        rate, adam = of.row(row).config.learning_rate, of.reference(OPTIMIZED).config.learning_rate
        yield f"{LABELS[name]}: learning rate {rate:g}{', as Adam' if rate == adam else f'; Adam has {adam:g} (ours)'}."
    heard = {
        "mfcc_chroma": "so many of the 431 frames of ten seconds are averaged into one",
        "vggish": "the first frames of .96 s",
    }
    yield f"Lengths (ours): {heard[of.results.options.features]}; all else is table 1's."


if __name__ == "__main__":
    run_script(table, __doc__, kind=CaptionOptions)
