# QUICKLOADER

from __future__ import annotations
from dataclasses import dataclass
from typing import Any, Mapping
@dataclass(frozen=True, slots=True)
class ResponseVariation:
    text: str|None = None
    buttons: tuple[tuple[str,str],...] = ()
    image: str|None = None
    attachment: Any = None
    custom: Mapping|None = None
    channel: str|None = None
    conditions: tuple[tuple[str,Any],...] = ()
    id: str|None = None
