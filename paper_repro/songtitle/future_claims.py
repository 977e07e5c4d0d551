"""Did the authors guess right (Sec. 6)? Claims of the form "this helps", and what every row must show."""

from __future__ import annotations

from paper_repro.core.evaluation.claims import (
    POINTS,
    Claim,
    Finding,
    Group,
    Part,
    Unit,
    Wanted,
    above,
    all_of,
    below,
    untestable,
)
from paper_repro.songtitle.encoder_costs import DEEPEST, LABELS
from paper_repro.songtitle.future_outcome import CROP, Future
from paper_repro.songtitle.future_rows import ATTENTION, LSTM, SHALLOWER, TRANSFORMER
from paper_repro.songtitle.music_config import ROW
from paper_repro.songtitle.transferred import CONSTANT, NAMES, SHUFFLED

#: BLEU that "marginally" improves at most, and that "no apparent loss" allows, from 0 to 1; both ours.
MARGINAL, APPARENT = 0.03, 0.02
TIMES = Unit("times", 2)
#: Words that both have, of all that either has.
OVERLAP = Unit("%", 1, 100.0)
NATS_FINELY = Unit("nats", 3)


def transformer_captions(future: Future) -> Part:
    return _gain(future, TRANSFORMER, CROP, above())


def transformer_titles(future: Future) -> Group | Finding:
    return _titles(future, TRANSFORMER, above())


def transformer_is_faster(future: Future) -> Part:
    rows = future.results.rows
    ratio = rows[TRANSFORMER].step_ms() / rows[LSTM].step_ms()
    return Part.measured("a training step, Transformer over LSTM", ratio, below(1.0), TIMES)


def attention_is_marginal(future: Future) -> Part:
    return _gain(future, ATTENTION, CROP, Wanted(0.0, MARGINAL))


def shallower_loses_nothing(future: Future) -> Part:
    return _gain(future, SHALLOWER, CROP, above(-APPARENT))


def shallower_costs_less(future: Future) -> Group | Finding:
    costs = future.costs.set_index("encoder")
    if DEEPEST not in costs.index:
        return untestable(f"{LABELS[DEEPEST]} was not measured with this preset")
    parts = []
    for name in costs.index.drop(DEEPEST):
        ratios = costs.loc[name] / costs.loc[DEEPEST]
        parts += [
            Part.measured(f"{LABELS[name]}: time over that of the deepest", ratios["ms"], below(1.0), TIMES),
            Part.measured(f"{LABELS[name]}: memory of weights", ratios["megabytes"], below(1.0), TIMES),
        ]
    return all_of(*parts, remark="Durations have no interval here: the fastest of several.")


def music_names_songs_better(future: Future) -> Group | Finding:
    """By the words that title and answer share: above the captioner of pictures, and more than common words."""
    music = future.tried
    if music is None:
        return untestable(future.absent)
    answers = music.music
    overlap = answers.values("jaccard")
    return all_of(
        Part.difference("above pictures' captioner", *music.shared("jaccard"), above(), OVERLAP),
        Part.difference("above the best constant", overlap, answers.constant("jaccard"), above(), OVERLAP),
        Part.difference("above another song's answer", overlap, answers.values("jaccard_shuffled"), above(), OVERLAP),
    )


def music_knows_more_words(future: Future) -> Part | Finding:
    if future.tried is None:
        return untestable(future.absent)
    return Part.difference("music - pictures", *future.tried.shared("known"), above(), OVERLAP)


def music_is_heard(future: Future) -> Part | Finding:
    if future.tried is None:
        return untestable(future.absent)
    row = future.tried.results.rows[ROW]
    return Part.difference("lost by another clip", row.losses("loss_shuffled"), row.losses(), above(), NATS_FINELY)


def lyrics(future: Future) -> Finding:
    return untestable("no set of songs at hand has lyrics beside titles and sound")


def rows_use_their_input(future: Future) -> Group:
    """Each captioner of pictures on captions; titles have claims of their own in Table 4."""
    parts = []
    for row in future.rows:
        rivals = future.transfers[row].rivals(CROP, 5)
        parts += [
            Part.difference(f"{future.label(row)}: above {name}", *rivals[name], above(), POINTS)
            for name in (CONSTANT, SHUFFLED)
        ]
    return all_of(*parts)


def _gain(future: Future, row: str, of: str, wanted: Wanted) -> Part:
    scores = future.values(row, of), future.values(LSTM, of)
    return Part.difference(f"{NAMES[of]}: {future.label(row)} - LSTM", *scores, wanted, POINTS)


def _titles(future: Future, row: str, wanted: Wanted) -> Group | Finding:
    if not future.songs():
        return untestable("no set of songs is at hand")
    return all_of(*(_gain(future, row, of, wanted) for of in future.songs()))


CLAIMS = (
    Claim("future_transformer", "A Transformer in place of the LSTM captions better.", "Sec. 6", transformer_captions),
    Claim(
        "future_transformer_titles",
        "A Transformer in place of the LSTM names songs better, on every set.",
        "Sec. 6",
        transformer_titles,
    ),
    Claim(
        "future_transformer_step",
        "A Transformer in place of the LSTM gains efficiency: a training step takes less time.",
        "Sec. 6",
        transformer_is_faster,
    ),
    Claim(
        "future_shallower",
        f"A shallower encoder loses no performance: not {100 * APPARENT:g} points of BLEU (ours).",
        "Sec. 6",
        shallower_loses_nothing,
    ),
    Claim(
        "future_shallower_cost",
        "Shallower networks take less time and memory than the deepest ResNet.",
        "Sec. 6",
        shallower_costs_less,
    ),
    Claim(
        "future_music",
        "A source of captions nearer to music names songs better than pictures do (MusicCaps for AudioCaps' music).",
        "Sec. 6",
        music_names_songs_better,
    ),
    Claim("future_lyrics", "Lyrics beside titles add an essential dimension to the evaluation.", "Sec. 6", lyrics),
    Claim(
        "attention_is_marginal",
        f"Additive attention improves captions only marginally: by 0 to {100 * MARGINAL:g} points of BLEU (ours).",
        "Sec. 6",
        attention_is_marginal,
    ),
    Claim(
        "music_knows_more_words",
        "Captions of music have more of the titles' words than captions of pictures.",
        "ours",
        music_knows_more_words,
    ),
    Claim(
        "music_is_heard",
        "The captioner of music uses the clip: another clip's vector costs it on MusicCaps' test captions.",
        "ours",
        music_is_heard,
    ),
    Claim(
        "tried_rows_use_their_input",
        "Every captioner of pictures tried here beats constants of its length and other pictures' captions.",
        "ours",
        rows_use_their_input,
    ),
)
