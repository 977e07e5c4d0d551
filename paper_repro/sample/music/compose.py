"""From a seed to a piece: key, tempo, players, sections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from paper_repro.core.errors import UserError
from paper_repro.sample.music import patterns
from paper_repro.sample.music.instruments import INSTRUMENTS
from paper_repro.sample.music.piece import Note, Part, Piece, Section
from paper_repro.sample.music.play import Player, Score, play
from paper_repro.sample.music.styles import EVERY_STYLE, STYLES, Layer, Style
from paper_repro.sample.music.theory import chord_classes

# A clip up to this long is one section; longer pieces get about one section every 18 s.
ONE_SECTION_SECONDS = 15.0
SECTION_SECONDS = 18.0
SECTION_NAMES = ("intro", "verse", "chorus", "verse", "chorus", "bridge", "chorus", "outro")
ENERGY = {"intro": 0.72, "verse": 0.85, "chorus": 1.0, "bridge": 0.78, "outro": 0.75}

# Ranges in MIDI pitch in which the roles play; a singer's range decides between a man's and a woman's voice.
ROLE_RANGES = {"bass": (28, 50), "chords": (50, 74), "pad": (50, 76), "lead": (64, 86)}
VOICE_RANGES = {"male": (45, 60), "female": (63, 78)}
CHOIR_RANGES = {"male": (43, 62), "female": (60, 79), "mixed": (48, 74)}
PANS = {"drums": 0.0, "bass": 0.0, "voice": 0.0}


def compose(
    seed: int | Sequence[int], *, seconds: float, style: str | None = None, sections: int | None = None
) -> Piece:
    """The piece that belongs to ``seed``: the same arguments give the same piece, note for note.

    Args:
        seed: An integer or a sequence of integers, as ``numpy.random.default_rng`` takes it.
        seconds: Length of the piece.
        style: A name in ``styles.EVERY_STYLE``; by default one of ``styles.STYLES`` is drawn by their weights.
        sections: Number of sections; by default one up to 15 s, then one for about every 18 s.

    Raises:
        UserError: for an unknown style, a length that is not positive, or fewer than one section.
    """
    if not seconds > 0:
        raise UserError(f"compose: seconds must be positive, received {seconds}; ask for 10, for example")
    if sections is not None and sections < 1:
        raise UserError(f"compose: sections must be 1 or more, received {sections}; leave it out for the default")
    if style is not None and style not in EVERY_STYLE:
        raise UserError(f"compose: unknown style, received {style!r}; choose from {', '.join(EVERY_STYLE)}")
    rng = np.random.default_rng(seed)
    spec = EVERY_STYLE[style] if style is not None else draw_style(rng)
    score = _draw_score(rng, spec, seconds)
    players = _draw_players(rng, spec, score)
    players, layout = _only_heard(players, _draw_sections(rng, spec, score, players, sections))
    parts = tuple(_perform(rng, spec, score, player, index, layout) for index, player in enumerate(players))
    return Piece(
        style=spec.name,
        key=score.key,
        mode=score.mode,
        bpm=score.bpm,
        metre=score.metre,
        swing=score.swing,
        seconds=float(seconds),
        loudness=float(rng.uniform(*spec.loudness)),
        parts=parts,
        sections=layout,
    )


def draw_style(rng: np.random.Generator) -> Style:
    """A style drawn by the styles' weights."""
    weights = np.array([style.weight for style in STYLES.values()])
    return list(STYLES.values())[rng.choice(len(weights), p=weights / weights.sum())]


def _draw_score(rng: np.random.Generator, spec: Style, seconds: float) -> Score:
    metre = int(rng.choice(spec.metres))
    bpm = float(np.exp(rng.uniform(*np.log(spec.bpm))))
    key = int(rng.integers(12))
    mode = str(rng.choice(spec.modes))
    degrees = spec.progressions[rng.integers(len(spec.progressions))]
    bar_seconds = metre * 60.0 / bpm
    # Clips are cut out of songs: most start in the middle of a bar, and anywhere in the progression.
    phase = float(rng.uniform(0.0, 1.0)) if rng.random() < 0.6 else 0.0
    turn = int(rng.integers(len(degrees)))
    bars = int(np.ceil(seconds / bar_seconds + phase)) + 1
    chords = tuple(chord_classes(key, mode, degrees[(bar + turn) % len(degrees)], spec.harmony) for bar in range(bars))
    swing = spec.swing if spec.swing == 0.5 else float(np.clip(spec.swing + rng.normal(0, 0.02), 0.5, 0.7))
    return Score(key, mode, bpm, metre, swing, phase * bar_seconds, float(seconds), chords)


def _draw_players(rng: np.random.Generator, spec: Style, score: Score) -> list[Player]:
    players = [player for layer in spec.layers if (player := _draw_player(rng, spec, score, layer)) is not None]
    if rng.random() < spec.vocals:
        singer = "male" if rng.random() < spec.male else "female"
        manner = spec.manner if singer == "male" or spec.manner == "choral" or rng.random() < 0.4 else "sung"
        instrument = "choir" if manner == "choral" else str(rng.choice(("singer", "singer", "humming singer")))
        # Records put the singer in front, the more so the denser the band.
        level = (7.0 if spec.harmony == "power" or manner == "rapped" else 5.0) + float(rng.normal(0.0, 1.5))
        low, high = VOICE_RANGES[singer]
        shift = int(rng.integers(-2, 3))
        players.append(Player("voice", instrument, "", level, 0.0, low + shift, high + shift, singer, manner))
    return players


def _draw_player(rng: np.random.Generator, spec: Style, score: Score, layer: Layer) -> Player | None:
    present = rng.random() < layer.chance
    name = str(rng.choice(layer.instruments))
    fitting = [pattern for pattern in layer.patterns if pattern_steps(pattern) == 4 * score.metre]
    pattern = str(rng.choice(fitting)) if fitting else ""
    level = layer.level + float(rng.normal(0.0, 1.5))
    pan = PANS.get(layer.role, float(rng.uniform(-0.6, 0.6)))
    if not present or (layer.patterns and not fitting):
        return None
    instrument = INSTRUMENTS[name]
    singer, manner = "", ""
    low, high = ROLE_RANGES.get(layer.role, (35, 81))
    if name == "choir":
        singer, manner = str(rng.choice(("male", "female", "mixed"))), "choral"
        low, high = CHOIR_RANGES[singer]
    elif spec.harmony == "power" and layer.role == "chords":
        low, high = 40, 62
    low, high = max(low, instrument.low), min(high, instrument.high)
    if high - low < 16:
        low, high = max(instrument.low, high - 16), min(instrument.high, max(high, low + 16))
    return Player(layer.role, name, pattern, level, pan, low, high, singer, manner)


def pattern_steps(name: str) -> int:
    """Number of sixteenths in a bar of a pattern: 16 or 12."""
    for table in (patterns.CHORDS, patterns.ARPEGGIOS, patterns.BASS):
        if name in table:
            return len(table[name])
    kit = patterns.DRUMS.get(name) or patterns.PERCUSSION[name]
    return len(next(iter(kit.values())))


def _draw_sections(
    rng: np.random.Generator, spec: Style, score: Score, players: list[Player], count: int | None
) -> tuple[Section, ...]:
    if count is None:
        count = 1 if score.seconds <= ONE_SECTION_SECONDS else max(2, round(score.seconds / SECTION_SECONDS))
    if count == 1:
        names = ("verse",) if rng.random() < 0.5 else ("chorus",)
    else:
        names = ("intro", *(SECTION_NAMES[1 + i % 6] for i in range(count - 2)), "outro")
    lengths = rng.uniform(0.7, 1.3, size=count)
    edges = np.concatenate([[0.0], np.cumsum(lengths) / lengths.sum() * score.seconds])
    # Sections change on bar lines, wherever the bars lie.
    edges[1:-1] = [score.nearest_bar_line(edge) for edge in edges[1:-1]]
    built = []
    for name, start, end in zip(names, edges[:-1], edges[1:], strict=True):
        playing = tuple(i for i, player in enumerate(players) if _joins(rng, spec, name, player, count))
        # Somebody always plays: the first harmony part where all others pause.
        if not any(players[i].role not in ("drums", "percussion") for i in playing):
            playing = tuple(sorted({*playing, _foundation(players)}))
        built.append(Section(name, float(start), float(end), playing, ENERGY[name]))
    return tuple(built)


def _joins(rng: np.random.Generator, spec: Style, name: str, player: Player, count: int) -> bool:
    leave_out = spec.fade * (0.35 if count == 1 else 1.0)
    if player.role == "voice":
        return bool(rng.random() < {"intro": 0.1, "outro": 0.35}.get(name, 0.93))
    if player.role in ("drums", "bass") and name in ("intro", "bridge", "outro"):
        return bool(rng.random() < 0.5)
    if player.role == "lead" and name == "verse":
        return bool(rng.random() < 0.6)
    return bool(rng.random() > leave_out * (0.0 if name == "chorus" and count > 1 else 1.0))


def _only_heard(players: list[Player], layout: tuple[Section, ...]) -> tuple[list[Player], tuple[Section, ...]]:
    """Players and sections without the players who sit out the whole piece."""
    playing = sorted({i for section in layout for i in section.playing})
    place = {old: new for new, old in enumerate(playing)}
    return [players[i] for i in playing], tuple(
        replace(section, playing=tuple(place[i] for i in section.playing)) for section in layout
    )


def _foundation(players: list[Player]) -> int:
    """The part that carries a section alone: the first with chords, else the first that is there."""
    return next((i for i, player in enumerate(players) if player.role in ("chords", "pad")), 0)


def _perform(
    rng: np.random.Generator, spec: Style, score: Score, player: Player, index: int, layout: tuple[Section, ...]
) -> Part:
    sections = [section for section in layout if index in section.playing]
    notes = tuple(sorted(play(rng, spec, score, player, sections), key=lambda note: (note.start, note.pitch)))
    instrument = INSTRUMENTS[player.instrument]
    return Part(
        role=player.role,
        instrument=player.instrument,
        program=instrument.program,
        drum=player.role in ("drums", "percussion"),
        notes=notes,
        level=player.level,
        pan=player.pan,
        register=_register(notes) if player.role not in ("drums", "percussion") else "none",
        singer=player.singer,
        manner=player.manner,
        share=sounding_share(notes, score.seconds),
    )


def _register(notes: tuple[Note, ...]) -> str:
    if not notes:
        return "none"
    middle = float(np.median([note.pitch for note in notes]))
    return "low" if middle < 52 else "high" if middle > 71 else "middle"


def sounding_share(notes: Sequence[Note], seconds: float) -> float:
    """Share of ``seconds`` during which at least one of ``notes`` (sorted by start) is held, in [0, 1]."""
    total, reached = 0.0, 0.0
    for note in notes:
        end = min(note.start + note.duration, seconds)
        total += max(0.0, end - max(reached, note.start))
        reached = max(reached, end)
    return min(total / seconds, 1.0)
