# QUICKLOADER

from __future__ import annotations
from dataclasses import dataclass
from typing import Any, Mapping
@dataclass(frozen=True, slots=True)
class FormSpec:
    name: str
    required_slots: tuple[str,...]
    ignored_intents: tuple[str,...] = ()
@dataclass(frozen=True, slots=True)
class SessionConfig:
    expiration_minutes: float
    carry_over_slots: bool
@dataclass(frozen=True, slots=True)
class Domain:
    intents: Mapping[str,Any]
    entities: Mapping[str,Any]
    slots: Mapping[str,Any]
    forms: Mapping[str,FormSpec]
    responses: Mapping[str,Any]
    actions: tuple[str,...]
    session: SessionConfig
    as_json: Mapping[str,Any]
