# QUICKLOADER

from __future__ import annotations
from dataclasses import dataclass
from typing import Any
ANY_VALUE = object()
@dataclass(frozen=True, slots=True)
class IntentStep:
    intents: tuple[str,...]
    entities: tuple[tuple[str,Any],...] = ()
@dataclass(frozen=True, slots=True)
class ActionStep:
    name: str
@dataclass(frozen=True, slots=True)
class LoopStep:
    name: str|None
@dataclass(frozen=True, slots=True)
class SlotStep:
    values: tuple[tuple[str,Any],...]
Step = IntentStep|ActionStep|LoopStep|SlotStep
@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    file: str
    line: int
    conditions: tuple[Step,...]
    steps: tuple[Step,...]
    conversation_start: bool = False
    wait_for_user_input: bool = True
