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
# "Not have this fever" may be one sign; "my" in the midst of one may be any part of the body.
_HOLDS_IT = re.compile(r"\b(?:this|these)\b", re.IGNORECASE)
# With one of these before it, "this fever is gone" is a hope.
_CONDITIONS = re.compile(
    r"\b(?:if|unless|once|when|whenever|until|till|after|provided|providing|hopefully|hoping|hope"
    r"|as long as|as soon as|assuming|in case)\b",
    re.IGNORECASE,
)


def seems_there(entity: Mapping[str, Any], text: str) -> bool:
    """Tell whether a sign in a what-if may be there, however it is denied in it."""
    if entity.get("entity") != "finding":
        return False
    start = entity.get("start", 0)
    is_hoped = entity.get("assertion") == "absent" and _CONDITIONS.search(text[:start]) is not None
    if entity.get("assertion") != "hypothetical" and not is_hoped:
        return False
    words = text[start : entity.get("end")]
    return bool(_HAS_IT.search(text[:start]) or _BEGINS.match(words) or _HOLDS_IT.search(words))
