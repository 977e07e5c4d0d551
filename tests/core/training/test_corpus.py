import pytest

from paper_repro.core.training.corpus import random_split

SHARES = {"train": 0.75, "valid": 0.15, "test": 0.10}


def test_parts_are_disjoint_whole_and_seeded():
    items = [f"clip{number}" for number in range(1001)]
    parts = random_split(items, SHARES, seed=3)
    assert sorted(item for part in parts.values() for item in part) == sorted(items)
    assert [len(part) for part in parts.values()] == [751, 150, 100]
    assert parts == random_split(items, SHARES, seed=3)
    assert parts != random_split(items, SHARES, seed=4)


def test_shares_must_sum_to_one():
    with pytest.raises(ValueError, match="sum to 1"):
        random_split([1], {"train": 0.5}, 0)
