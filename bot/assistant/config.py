# QUICKLOADER

from __future__ import annotations
from dataclasses import dataclass
from typing import Any, Mapping
@dataclass(frozen=True, slots=True)
class ComponentSpec:
    name: str
    options: Mapping[str,Any]
    line: int = 0
@dataclass(frozen=True, slots=True)
class Config:
    language: str
    pipeline: tuple[ComponentSpec,...]
    policies: tuple[ComponentSpec,...]
    assistant_id: str|None = None
