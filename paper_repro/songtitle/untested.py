"""Sentences of the paper that no test here decides."""

from __future__ import annotations

from paper_repro.core.evaluation.claims import Untested

UNTESTED = (
    Untested(
        "Image captioning and song naming are similar in context, which makes transfer plausible.",
        "Sec. 1",
        "a hypothesis that names no measure; the claims marked «ours» say what the titles carry",
    ),
    Untested(
        "Similar source and target domains are a prerequisite of constructive transfer.",
        "Sec. 4.3",
        "two targets are too few to see success depend on similarity; similarity itself is tested",
    ),
    Untested(
        "First to combine audio, language and vision for such a task.", "Sec. 1, 6", "priority, not a measurement"
    ),
    Untested("The results substantiate the transfer approach.", "Sec. 5", "a judgement; see the claims marked «ours»"),
    Untested(
        "Beam search's gains come at a reasonable running time.", "Sec. 6", "names no time that were unreasonable"
    ),
    Untested(
        "Beam search's memory is linear in the beam.",
        "Sec. 2",
        "memory is not measured; time is, in a claim above",
    ),
    Untested(
        "The picture once, as the first input, avoids overfitting to its noise.",
        "Sec. 2",
        "no row feeds the picture at every word without attention",
    ),
    Untested("Dropout of 0.2 avoids overfitting.", "Sec. 4.2", "`experiments/songtitle.py ablations` trains without"),
    Untested("Deep ResNets need less computation than VGGNet.", "Sec. 2", "said of other papers' networks"),
    Untested(
        "Titles are loose summaries, captions diverse, expressive and close to what they describe.",
        "Sec. 6",
        "a judgement of people who hear and see them",
    ),
)

#: Of texts alone, below Table 1.
UNTESTED_TEXTS = (
    Untested(
        "The captions' vocabulary is sufficiently large for the words of the test titles.",
        "Sec. 4.1",
        "true by construction: titles with other words are no test titles; table3 counts them",
    ),
    Untested(
        "About ten percent of the pictures could not be had.",
        "Sec. 4.1",
        "a count of that day's links; nothing is downloaded here",
    ),
    Untested(
        "One MSD title has 135 words, the next longest 45; the longest of FMA has 28.",
        "Sec. 3.2, 3.3",
        "of all titles alone: an extract's longest says nothing",
    ),
    Untested(
        "Most FMA tracks are stereo at 44,100 Hz and 320 kbit/s.",
        "Sec. 3.3",
        "of the whole set; the settings are the sound's, not the titles'",
    ),
    Untested(
        "Captions are distilled to avoid named entities, and their vocabulary is concise.",
        "Sec. 3.1",
        "whether a word names somebody is the recogniser's answer, not a count",
    ),
    Untested(
        "That titles are shorter than captions benefits the transfer.",
        "Sec. 3.3",
        "«at least suggestive»: no set of long titles to hold against",
    ),
)
