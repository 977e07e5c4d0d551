"""Who writes which data set's published format."""

from __future__ import annotations

from paper_repro.sample.cal500exp import write_cal500exp
from paper_repro.sample.magnatagatune import write_magnatagatune
from paper_repro.sample.majorminer import write_majorminer
from paper_repro.sample.musiccaps import write_musiccaps
from paper_repro.sample.songtitle import write_songtitle

WRITERS = {
    "majorminer": write_majorminer,
    "magnatagatune": write_magnatagatune,
    "musiccaps": write_musiccaps,
    "cal500exp": write_cal500exp,
    "songtitle": write_songtitle,
}
