"""What the authors would try next, tried: a Transformer, attention, shallower encoders, captions of music (Sec. 6).

    python -m paper_repro.songtitle.future                                         sample corpus, quick preset
    python -m paper_repro.songtitle.future --data DIR --encoder efficientnet_lite0    your copies

Four small captioners of pictures, one of music, and songs asked for their titles: about 10 minutes on 2
cores with the quick preset once the sample corpora are rendered, 6 on the real extracts. With DIR: what table 4 reads,
and MusicCaps in DIR/musiccaps or beside DIR, with its sound or with AudioSet's features (then MusiCNN's weights too:
`python -m paper_repro data fetch musicnn`).

Expect on the sample corpora: a Transformer and attention that caption worse than the LSTM, on photographs with
ImageNet's features better; titles no better than another song's, whatever the decoder and the source of captions.
Files: results/songtitle/future.{md,csv,json}; on real files future_real.
"""

from __future__ import annotations

from importlib.metadata import version

from paper_repro.core.command_line import Options, run_script
from paper_repro.core.reporting.claims import Condition, claims_blocks
from paper_repro.core.reporting.future import tried_finding
from paper_repro.core.reporting.table import Block, Table
from paper_repro.songtitle import future_blocks as blocks
from paper_repro.songtitle import published
from paper_repro.songtitle.future_claims import CLAIMS
from paper_repro.songtitle.future_outcome import Future, run_future
from paper_repro.songtitle.future_rows import LSTM
from paper_repro.songtitle.music_config import ROW
from paper_repro.songtitle.music_data import TAGS
from paper_repro.songtitle.options import TitleOptions


def table(options: Options) -> Table:
    future = run_future(options)
    first = future.transfers[LSTM]
    claims = claims_blocks(CLAIMS, Condition(future))
    made = [
        blocks.captions_block(future), *claims, *_titles(future), blocks.losses_block(future), *_music(future),
        blocks.costs_block(future),
    ]  # fmt: skip
    notes = [
        "BLEU as published: unigram precision without a brevity penalty, mean over items. "
        f"{future.results.interval_note('pictures, titles or artists of songs')}",
        "All captioners of pictures are trained alike, for fewer epochs than Table 4's: they are held "
        "against each other, not against that table. Trivial baseline: the commonest words of the training "
        "captions, as many as an answer has. Shuffled: each answer scored against another item's caption or title.",
        *_music_notes(future),
        *([first.left_out_note()] if future.songs() else []),
        *first.sources(),
        f"unigram precision|mean of items|no brevity penalty|tok:words; penalised: bleu1|nltk:{version('nltk')}",
        future.results.count_note(),
    ]
    title = f"What the authors of «{published.TITLE}» would try next, tried{first.on}"
    lead = [tried_finding(claims), first.lead()]
    return Table("songtitle", f"future{first.suffix}", title, made, notes, _provenance(future), lead)


def _titles(future: Future) -> list[Block]:
    return [blocks.titles_block(future)] if future.songs() else []


def _music(future: Future) -> list[Block]:
    if future.tried is None:
        return []
    music = future.tried
    made = [blocks.named_block(music, future), blocks.words_block(music), blocks.music_block(music)]
    if music.corpus.space == TAGS:
        made.append(blocks.bridge_block(music))
    return [*made, blocks.said_block(music)]


def _music_notes(future: Future) -> list[str]:
    if future.tried is None:
        return []
    if future.tried.corpus.space == TAGS:
        heard = (
            "MusicCaps' clips have no published sound, and songs no VGGish features: both are brought to the tags of "
            "the published MusiCNN, songs by the network, clips by a ridge regression from their features (ours)."
        )
    else:
        heard = "Clips and songs are the mean and deviation over time of their log mel bands, each standardised (ours)."
    return [
        f"Captioner of music: {future.tried.corpus.source}. {heard} AudioCaps' music, which the authors wait for, was "
        "never published.",
        "Any songs: titles need no word that a captioner knows, so that both captioners name the same songs; the best "
        "constant is the hardest to beat of the 1 to 15 commonest words of a captioner's own captions. Songs of one "
        "artist (where tags name none, of one album) are no independent evidence: these intervals are over artists.",
        f"Of music: {future.tried.results.count_note()}",
    ]


def _provenance(future: Future) -> dict:
    said = future.transfers[LSTM].provenance
    runs = [run.name for row in future.rows for run in future.transfers[row].folders]
    if future.tried is not None:
        music = future.tried
        runs += [run.name for run in (*music.results.rows[ROW].runs, *music.music.folders, *music.pictures.folders)]
    runs.append(future.costs_folder.name)
    return {**said, "runs": list(dict.fromkeys([*future.results.provenance["runs"], *runs]))}


if __name__ == "__main__":
    run_script(table, __doc__, kind=TitleOptions)
