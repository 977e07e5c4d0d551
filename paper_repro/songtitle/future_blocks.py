"""The blocks of the table ``future``."""

from __future__ import annotations

import json

import numpy as np

from paper_repro.core.evaluation.controls import shuffled_audio
from paper_repro.core.evaluation.intervals import Interval, difference_interval, mean_interval
from paper_repro.core.evaluation.tagging import auc_scores, roc_auc
from paper_repro.core.reporting.formats import nats, number, percent, score
from paper_repro.core.reporting.future import Tried, future_block
from paper_repro.core.reporting.table import Block, Column
from paper_repro.songtitle.asked import Answers
from paper_repro.songtitle.encoder_costs import LABELS
from paper_repro.songtitle.future_outcome import BEAMS, CROP, Future, Music
from paper_repro.songtitle.future_rows import ATTENTION, LSTM, SHALLOWER, TRANSFORMER
from paper_repro.songtitle.music_config import ROW
from paper_repro.songtitle.transferred import NAMES

PLACE = "Sec. 6"
WISHES = {
    LSTM: "",
    ATTENTION: "additive attention",
    TRANSFORMER: "a Transformer in place of the LSTM",
    SHALLOWER: "a shallower network",
}
points = number(1, scale=100, signed=True)
signed_nats = number(2, signed=True)
signed_score = number(3, signed=True)
#: Songs whose titles are printed.
EXAMPLES = 10
PICTURES, MUSIC = "captioner of pictures (LSTM)", "captioner of music (LSTM)"


def captions_block(future: Future) -> Block:
    rows = [_tried(future, row, CROP, future.label(row)) for row in future.rows]
    return future_block(
        [*rows, *_not_tried(future)], "BLEU, %", percent, points, heading="Captions of whole crops, five beams"
    )


def titles_block(future: Future) -> Block:
    rows = [
        _tried(future, row, of, f"{NAMES[of]}: {future.label(row)}") for of in future.songs() for row in future.rows
    ]
    counts = [f"{NAMES[of]}: {future.transfers[LSTM].items(of):,} test titles." for of in future.songs()]
    block = future_block(
        rows, "BLEU, %", percent, points, key="titles", heading="Titles as Table 4 has them, five beams"
    )
    return Block(block.key, block.heading, block.columns, block.rows, counts)


def _tried(future: Future, row: str, of: str, label: str) -> Tried:
    outcome = future.results.rows[row]
    return Tried(
        WISHES[row],
        PLACE,
        label,
        future.transfers[row].score(of, BEAMS),
        future.gain(row, of) if row != LSTM else float("nan"),
        future.above(row, of),
        future.lost(row, of),
        outcome.metrics[0]["parameters"],
        outcome.step_ms(),
    )


def _not_tried(future: Future) -> list[Tried]:
    trained = {row.config.encoder for row in future.results.rows.values()}
    found = [
        Tried(WISHES[SHALLOWER], PLACE, LABELS[name], missing=_no_weights(future, name))
        for name in ("resnet101v2", "resnet50v2")
        if name not in trained
    ]
    if future.tried is None:
        found.append(Tried("captions of music", PLACE, MUSIC, missing=future.absent))
    return [*found, Tried("titles with lyrics", PLACE, "lyrics", missing="no set of songs at hand has lyrics")]


def _no_weights(future: Future, name: str) -> str:
    if future.results.corpus.rendered:
        return "ImageNet's weights are of photographs, and these pictures are drawn; its cost is below"
    return f"its ImageNet weights are Keras' to download: --encoder {name} --encoder-weights imagenet or a file"


def losses_block(future: Future) -> Block:
    """What greedy words and beams leave open: how well the true captions are foreseen."""
    rows = []
    for row in future.rows:
        outcome = future.results.rows[row]
        gain = difference_interval(future.results.rows[LSTM].losses(), outcome.losses()) if row != LSTM else None
        rows.append(
            {
                "label": future.label(row),
                "loss": outcome.loss(),
                "gain": gain,
                "below": outcome.below_frequency(),
                "lost": outcome.lost_by_shuffling(),
            }
        )
    columns = [
        Column("Row", "label"),
        Column("test loss, nats a word", "loss", nats),
        Column("below the LSTM's", "gain", signed_nats),
        Column("below the words' frequencies", "below", signed_nats),
        Column("lost by another picture", "lost", signed_nats),
    ]
    return Block("losses", "The captioners' loss on the test pictures' captions", columns, rows)


def named_block(music: Music, future: Future) -> Block:
    """Songs named by both captioners: words that title and answer share, of all that either has."""
    pictures = future.results.rows[LSTM]
    rows = [
        _named("", PICTURES, music.pictures, float("nan"), pictures),
        _named(
            "captions nearer to music", MUSIC, music.music, difference_interval(*music.shared("jaccard")),
            music.results.rows[ROW],
        ),
    ]  # fmt: skip
    of = f"{len(music.music.titles):,} songs of {music.music.artists:,} artists"
    heading = f"{of}, named by both: words that title and answer share, of all words"
    return future_block(rows, "Jaccard, %", percent, points, key="named", heading=heading)


def _named(wish: str, label: str, answers: Answers, gain: Interval | float, row) -> Tried:
    return Tried(
        wish, PLACE, label, answers.score("jaccard"), gain, answers.above_constant("jaccard"),
        answers.lost_by_shuffling("jaccard"), row.metrics[0]["parameters"], row.step_ms(),
    )  # fmt: skip


def words_block(music: Music) -> Block:
    columns = [
        Column("Captioner", "label"),
        Column("title words that it knows, %", lambda row: row["answers"].score("known"), percent, "known"),
        Column("BLEU1, brevity penalty, %", lambda row: row["answers"].score("penalized"), percent, "penalized"),
        Column("above the best constant", lambda row: row["answers"].above_constant("penalized"), points, "constant"),
        Column("lost by shuffling", lambda row: row["answers"].lost_by_shuffling("penalized"), points, "lost"),
        Column("words an answer", lambda row: row["answers"].score("length").value, number(1), "length"),
        Column(
            "distinct answers",
            lambda row: f"{row['answers'].distinct} of {len(row['answers'].titles)}",
            key="distinct",
        ),
    ]  # fmt: skip
    rows = [{"label": PICTURES, "answers": music.pictures}, {"label": MUSIC, "answers": music.music}]
    return _without_objects(Block("words", "The same songs, in other measures", columns, rows))


def _without_objects(block: Block) -> Block:
    """Rows as their cells: JSON has no answers."""
    rows = [{column.key: column.cell(row) for column in block.columns} for row in block.rows]
    return Block(block.key, block.heading, [Column(each.header, each.key, each.format) for each in block.columns], rows)


def music_block(music: Music) -> Block:
    row = music.results.rows[ROW]
    cells = {
        "clips": music.results.counts["used"],
        "vocabulary": row.metrics[0]["vocabulary"],
        "loss": row.loss(),
        "below": row.below_frequency(),
        "lost": row.lost_by_shuffling(),
    }
    columns = [
        Column("clips", "clips"),
        Column("vocabulary", "vocabulary"),
        Column("test loss, nats a word", "loss", nats),
        Column("below the words' frequencies", "below", signed_nats),
        Column("lost by another clip", "lost", signed_nats),
    ]
    return Block("music", "The captioner of music on MusicCaps' test clips", columns, [cells])


def bridge_block(music: Music) -> Block:
    """How well the tags are foreseen from VGGish features, on the clips that the ridge regression did not see."""
    present, scores, numbers = (music.corpus.array(name) for name in ("present", "scores", "columns"))
    test = set(music.corpus.split(music.results.rows[ROW].config)["test"])
    chosen = np.array([clip in test for clip in music.corpus.words])
    truth, said = present[chosen].astype(int), scores[chosen]
    by_clip = auc_scores(truth, said)
    shuffled = shuffled_audio(lambda order: auc_scores(truth, said[order])[0], len(truth)).per_clip
    areas = roc_auc(truth, said)
    order = np.argsort(np.where(np.isnan(areas), np.inf, areas))[: np.isfinite(areas).sum()]
    named = [f"{music.corpus.tags[numbers[tag]]} {areas[tag]:.3f}" for tag in order]
    cells = {
        "tags": len(order),
        "mean": mean_interval(by_clip),
        "lost": difference_interval(by_clip, shuffled),
        # Of few test clips none may have a tag that another lacks.
        "best": named[-1] if named else "none",
        "worst": named[0] if named else "none",
    }
    columns = [
        Column("tags", "tags"),
        Column("ROC-AUC, mean over tags", "mean", score),
        Column("lost by another clip", "lost", signed_score),
        Column("best", "best"),
        Column("worst", "worst"),
    ]
    return Block("bridge", "The bridge: MusiCNN's tags from AudioSet's features of the test clips", columns, [cells])


def costs_block(future: Future) -> Block:
    columns = [
        Column("Encoder", lambda row: LABELS[row["encoder"]], key="label"),
        Column("ms a picture", "ms", number(0)),
        Column("MB of weights", "megabytes", number(0)),
        Column("GFLOPs a picture", lambda row: row["flops"] / 1e9, number(1), "gflops"),
        Column("parameters", "parameters"),
    ]
    rows = future.costs.to_dict("records")
    size = future.costs_folder.read_metrics()["size"]
    return Block("encoders", f"What encoders cost in inference, pictures of {size} x {size}", columns, rows)


def said_block(music: Music) -> Block:
    """The first songs as they come, none chosen."""
    by_picture = music.pictures.frames[0].set_index("item")["said"]
    rows = [
        {
            "title": " ".join(json.loads(song.reference)),
            "pictures": by_picture.get(song.item),
            "music": song.said,
        }
        for song in music.music.frames[0].head(EXAMPLES).itertuples()
    ]
    columns = [Column("title", "title"), Column(PICTURES, "pictures"), Column(MUSIC, "music")]
    return Block("said", f"The first {EXAMPLES} songs, the first training's titles, {BEAMS} beams", columns, rows)
