"""What a person has told us so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from actions.triage.findings import Finding

NONE_YET: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Presentation:
    """The facts, the findings and what the person would not answer.

    `facts` holds slot values by slot name (days, 0-10 points, years, or a word of the taxonomy);
    a missing name or None means not known. `findings` is keyed by finding id or red flag id.
    """

    facts: Mapping[str, Any] = field(default_factory=lambda: NONE_YET)
    findings: Mapping[str, Finding] = field(default_factory=lambda: NONE_YET)
    declined: frozenset[str] = frozenset()
