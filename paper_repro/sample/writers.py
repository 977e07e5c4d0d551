"""Who writes which data set's published format."""

from __future__ import annotations

from paper_repro.sample.cal500exp.writer import write_cal500exp
from paper_repro.sample.magnatagatune.writer import write_magnatagatune
from paper_repro.sample.majorminer.writer import write_majorminer
from paper_repro.sample.musiccaps.writer import write_musiccaps
from paper_repro.sample.songtitle.conceptual_captions import write_conceptual_captions
from paper_repro.sample.songtitle.fma import write_fma
from paper_repro.sample.songtitle.msd import write_msd
from paper_repro.sample.songtitle.writer import write_songtitle

WRITERS = {
    "majorminer": write_majorminer,
    "magnatagatune": write_magnatagatune,
    "musiccaps": write_musiccaps,
    "cal500exp": write_cal500exp,
    "songtitle": write_songtitle,
    "conceptual_captions": write_conceptual_captions,
    "msd": write_msd,
    "fma": write_fma,
}
