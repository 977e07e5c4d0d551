"""Who writes which data set's published format."""

from __future__ import annotations

from paper_repro.sample.cal500exp import write_cal500exp
from paper_repro.sample.magnatagatune import write_magnatagatune
from paper_repro.sample.majorminer import write_majorminer
from paper_repro.sample.musiccaps import write_musiccaps
from paper_repro.sample.songtitle import write_songtitle
from paper_repro.sample.songtitle_fma import write_fma
from paper_repro.sample.songtitle_gcc import write_conceptual_captions
from paper_repro.sample.songtitle_msd import write_msd

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
