# QUICKLOADER

from __future__ import annotations
from dataclasses import dataclass
from typing import Any
@dataclass(frozen=True, slots=True)
class MappingCondition:
    active_loop: str|None = None
    requested_slot: str|None = None
@dataclass(frozen=True, slots=True)
class SlotMapping:
    type: str
    entity: str|None = None
    role: str|None = None
    group: str|None = None
    intents: tuple[str,...] = ()
    not_intents: tuple[str,...] = ()
    value: Any = None
    action: str|None = None
    conditions: tuple[MappingCondition,...] = ()
@dataclass(frozen=True, slots=True)
class SlotSpec:
    name: str
    type: str
    initial_value: Any = None
    values: tuple[str,...] = ()
    min_value: Any = None
    max_value: Any = None
    influence_conversation: bool = True
    mappings: tuple[SlotMapping,...] = ()
