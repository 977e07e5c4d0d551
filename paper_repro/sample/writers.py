"""Who writes which data set's published format."""

from __future__ import annotations

from paper_repro.sample.majorminer import write_majorminer

WRITERS = {"majorminer": write_majorminer}
