"""Published networks by name: where their files come from, under which licence, and as taggers of sound files.

python -m paper_repro weights list
python -m paper_repro weights fetch mtt_musicnn
python -m paper_repro weights import musicnn-0.1.0-py3-none-any.whl
python -m paper_repro weights info mtt_musicnn
python -m paper_repro weights card mtt_musicnn
"""

from paper_repro.weights.catalogue import NETWORKS, Network, network

__all__ = ["NETWORKS", "Network", "network"]
