"""The published data sets, one module each: where things are, what is in them, what is broken.

Every module has ``NAME``, ``CITATION``, ``LICENCE``, ``HOME_PAGE``, ``LAYOUT`` (what to put where), ``load(root)`` and
``validate(root)``. ``REGISTRY`` lists them: the command line and the shared tests find them here.
"""

from __future__ import annotations

from paper_repro.datasets import (
    cal500exp,
    conceptual_captions,
    fma,
    magnatagatune,
    majorminer,
    msd,
    musiccaps,
    nottingham,
)

REGISTRY = {
    module.NAME: module
    for module in (majorminer, musiccaps, magnatagatune, cal500exp, conceptual_captions, msd, fma, nottingham)
}
