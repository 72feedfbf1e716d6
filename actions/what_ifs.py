"""What-ifs about a sign that is there: "Monday, if my fever is gone" speaks of a fever.

Whoever says "my" or "this" of a sign has it, however likely the lexicon holds it to be a what-if.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

# Before a sign, with at most one word between: "this fever", "my high temperature".
_HAS_IT = re.compile(
    r"\b(?:my|this|that|these|those|the|his|her|their|our)\s+(?:[\w'’-]+\s+)?$", re.IGNORECASE
)
_BEGINS = re.compile(r"(?:my|this|these|the|his|her|their|our)\b", re.IGNORECASE)


def seems_there(entity: Mapping[str, Any], text: str) -> bool:
    """Tell whether a sign in a what-if may be there."""
    if entity.get("entity") != "finding" or entity.get("assertion") != "hypothetical":
        return False
    start = entity.get("start", 0)
    return bool(_HAS_IT.search(text[:start]) or _BEGINS.match(text[start:]))
