"""Beam search by beam size: one song against greedy search, and a batch against greedy search on as many rows.

    python experiments/benchmarks/beam_search.py [--vocabulary 10000] [--units 512] [--length 12] [--batch 16]

The song-title decoder in the width of the paper, with random weights, at the same number of steps for every beam size:
the end token never comes, so that no search stops earlier than another. Rounds of all sizes alternate; a figure is the
median over rounds. Asked: one song, 5 beams at most 2.5 x greedy, 20 beams at most 5 x; a batch of B with k beams at
most 1.3 x greedy on a batch of B x k.
"""

import argparse
import statistics
import time

import keras
import numpy as np

from paper_repro.core.nn.beam_search import BeamSearch
from paper_repro.core.training.backend import prepare
from paper_repro.songtitle.prefix_decoder import PrefixDecoder

ROUNDS = 15
BEAMS = (1, 5, 10, 15, 20)
#: The end token, one of those that are forbidden: it never comes.
END = 3


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vocabulary", type=int, default=10_000)
    parser.add_argument("--units", type=int, default=512)
    parser.add_argument("--length", type=int, default=12)
    parser.add_argument("--batch", type=int, default=16)
    arguments = parser.parse_args()
    prepare()
    keras.utils.set_random_seed(0)
    decoder = PrefixDecoder(arguments.vocabulary, "lstm", arguments.units, arguments.units)
    searches = {}
    for beams in BEAMS:
        memory = keras.Input((arguments.units,))
        search = BeamSearch(
            decoder, begin=2, end=END, max_length=arguments.length, beams=beams, forbidden=(0, 1, 2, END)
        )
        searches[beams] = keras.Model(memory, search(memory))
        searches[beams].compile(jit_compile=False)
    rng = np.random.default_rng(0)

    def songs(count):
        return rng.standard_normal((count, arguments.units)).astype("float32")

    one = measured({beams: (search, songs(1)) for beams, search in searches.items()})
    print(f"vocabulary {arguments.vocabulary:,}, {arguments.units} units, {arguments.length} steps")
    for beams, seconds in one.items():
        print(f"one song, {beams:2} beams: {1000 * seconds:7.1f} ms, {seconds / one[1]:4.2f} x greedy")
    for beams in BEAMS[1:]:
        rows = arguments.batch * beams
        both = measured({"beams": (searches[beams], songs(arguments.batch)), "greedy": (searches[1], songs(rows))})
        ratio = both["beams"] / both["greedy"]
        print(f"{arguments.batch} songs, {beams:2} beams: {1000 * both['beams']:7.1f} ms, greedy on {rows} songs: "
              f"{1000 * both['greedy']:7.1f} ms, ratio {ratio:4.2f}")  # fmt: skip


def measured(tasks):
    """Seconds of each call, median over rounds."""
    for model, batch in tasks.values():
        model.predict_on_batch(batch)
    seconds = {name: [] for name in tasks}
    for _ in range(ROUNDS):
        for name, (model, batch) in tasks.items():
            start = time.perf_counter()
            model.predict_on_batch(batch)
            seconds[name].append(time.perf_counter() - start)
    return {name: statistics.median(found) for name, found in seconds.items()}


if __name__ == "__main__":
    main()
