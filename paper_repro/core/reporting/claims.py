"""A paper's claims as a block of a table: each with its place, its verdict and the numbers it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from paper_repro.core.evaluation.claims import Claim, Finding
from paper_repro.core.reporting.table import Block, Column


@dataclass(frozen=True)
class Condition:
    """A condition under which claims are tested, such as one of two scoring rules.

    Attributes:
        results: what every claim's test is given.
        key, header: of the column with the verdicts.
        evidence_key, evidence_header: of the column with the numbers; without a key there is none.
    """

    results: Any
    key: str = "verdict"
    header: str = "Verdict"
    evidence_key: str = "evidence"
    evidence_header: str = "Evidence (test)"


@dataclass(frozen=True)
class _Tested:
    number: int
    claim: Claim
    findings: tuple[Finding, ...]


def claims_block(claims: Sequence[Claim], *conditions: Condition, heading: str = "Claims") -> Block:
    """Tests every claim under every condition; under several, claims are numbered."""
    rows = [
        _Tested(number, claim, tuple(claim.test(condition.results) for condition in conditions))
        for number, claim in enumerate(claims, start=1)
    ]
    columns = [
        *([Column("#", "number")] if len(conditions) > 1 else []),
        Column("Claim", lambda row: row.claim.text, key="claim"),
        Column("Place", lambda row: row.claim.place, key="place"),
    ]
    columns += [
        Column(condition.header, lambda row, at=at: row.findings[at].verdict.value, key=condition.key)
        for at, condition in enumerate(conditions)
    ]
    columns += [
        Column(condition.evidence_header, lambda row, at=at: row.findings[at].evidence, key=condition.evidence_key)
        for at, condition in enumerate(conditions)
        if condition.evidence_key
    ]
    return Block("claims", heading, columns, rows)
