"""The paper's claims on its runs; those on texts alone are in ``text_claims``."""

from __future__ import annotations

from paper_repro.core.evaluation.claims import Claim
from paper_repro.songtitle import beam_claims as beams
from paper_repro.songtitle import domain_claims as domain
from paper_repro.songtitle import untested

UNTESTED = (*untested.UNTESTED, *untested.UNTESTED_TEXTS)

CLAIMS = (
    Claim("five_beams", "Five beams are best, on every set.", "Table 4, Sec. 5", beams.five_beams),
    Claim("greedy_hurts", "Greedy search is worse than five beams, on every set.", "Sec. 2, 6", beams.greedy_hurts),
    Claim(
        "beyond_ten",
        "Beams beyond ten cost BLEU, on every set: 10 above 15 and above 20.",
        "Sec. 6",
        beams.beyond_ten,
    ),
    Claim("titles_descend", "Titles' BLEU falls steadily from 5 to 20 beams.", "Sec. 5", beams.titles_descend),
    Claim(
        "titles_climb",
        "From greedy search to five beams titles gain more than any row of captions.",
        "Sec. 5",
        beams.titles_climb,
    ),
    Claim(
        "linear_cost",
        f"Time is linear in the beam: R2 of a line above {beams.LINE}, slopes within {beams.SLOPE:g} times (ours).",
        "Sec. 2, Fig. 8b",
        beams.linear_cost,
    ),
    Claim(
        "msd_rate",
        f"MSD: BLEU a second falls about 4.9 times (± {beams.RATE_MARGIN:g}, ours) for about 1.8 times the BLEU "
        f"({beams.GAIN[0]:g} to {beams.GAIN[1]:g}, ours).",
        "Sec. 5",
        beams.msd_rate,
    ),
    Claim("msd_sharpest", "MSD has the sharpest fall of BLEU a second.", "Sec. 5, Fig. 8c", beams.msd_sharpest),
    Claim(
        "level",
        f"Timbre and spectrogram are level at five beams: within {100 * domain.LEVEL:g} points (ours).",
        "Sec. 5",
        domain.level,
    ),
    Claim("slight_edge", "Timbre has a slight edge over spectrograms at five beams.", "Sec. 5", domain.slight_edge),
    Claim(
        "lossless_is_better",
        "Spectrograms beat timbre, which is lossy and «less optimal» (at five beams).",
        "Sec. 2",
        domain.lossless_is_better,
    ),
    Claim(
        "out_of_domain",
        f"Titles are within about 16 points of the best captions ({100 * domain.OUT_OF_DOMAIN:g}, ours), at 5 beams.",
        "Sec. 5",
        domain.out_of_domain,
    ),
    Claim(
        "in_line",
        f"Titles are in line with the best captions: within {100 * domain.LEVEL:g} points (ours) at five beams.",
        "Sec. 6",
        domain.in_line,
    ),
    Claim(
        "bottom", "Titles lie below every row of captions at every beam size.", "Sec. 5", domain.titles_at_the_bottom
    ),
    Claim("small_tiles", "Captions are best where the crop is cut into 8 x 8 tiles.", "Sec. 5", domain.small_tiles),
    Claim(
        "timbre_contained",
        f"Timbre lies fully among pictures: {domain.CONTAINED:.0%} of it, of pictures 95 % do (ours).",
        "Sec. 4.3, Fig. 7a",
        domain.timbre_contained,
    ),
    Claim(
        "spectrograms_outside",
        f"Some spectrograms lie outside: more than the pictures' own 5 %, less than {domain.SOME:.0%} (ours).",
        "Sec. 4.3, Fig. 7b",
        domain.some_spectrograms_outside,
    ),
    Claim(
        "settles",
        f"Perplexity settles at epoch 7 ± {domain.AROUND:g}: {domain.DESCENT:.0%} of ten epochs' fall is over (ours).",
        "Sec. 4.2, Fig. 6",
        domain.settles,
    ),
    Claim(
        "captions_say_more",
        "Captions of whole crops beat constants and other pictures' at every beam size.",
        "ours",
        domain.captions_say_more,
    ),
    Claim(
        "captions_by_mean_say_more",
        "They do where hypotheses are ranked by their mean log-probability a word.",
        "ours",
        domain.captions_by_mean_say_more,
    ),
    Claim(
        "timbre_says_more",
        "Titles from timbre beat constants and other songs' at every beam size.",
        "ours",
        domain.timbre_says_more,
    ),
    Claim(
        "spectrograms_say_more",
        "Titles from spectrograms beat constants and other songs' at every beam size.",
        "ours",
        domain.spectrograms_say_more,
    ),
)

#: Of Table 5.
AUDIOCAPS_CLAIMS = (
    Claim(
        "audiocaps",
        "Titles score above AudioCaps' captions at five beams (in the paper by 11.5 and 0.9), below them greedily.",
        "Sec. 5, Table 5",
        domain.audiocaps,
    ),
)
