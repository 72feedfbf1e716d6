"""Rules: fixed paths from a situation to the next action."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final


class _AnyValue:
    """The mark for "some value, whichever"."""

    def __repr__(self) -> str:
        return "ANY_VALUE"


ANY_VALUE: Final = _AnyValue()


@dataclass(frozen=True, slots=True)
class IntentStep:
    """The person wants one of these, and names these entities (value None: any value)."""

    intents: tuple[str, ...]
    entities: tuple[tuple[str, Any | None], ...] = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class ActionStep:
    """The assistant does this."""

    name: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class LoopStep:
    """A form is open; None: no form is."""

    name: str | None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class SlotStep:
    """These slots hold these values; `ANY_VALUE`: any but null."""

    values: tuple[tuple[str, Any], ...]
    line: int = field(default=0, compare=False)


Step = IntentStep | ActionStep | LoopStep | SlotStep


@dataclass(frozen=True, slots=True)
class Rule:
    """When `conditions` hold and the first steps happened, the next step follows.

    A rule with alternatives (`or`) that are more than intents stands here once for each of them.
    """

    name: str
    file: str
    line: int
    conditions: tuple[Step, ...]
    steps: tuple[Step, ...]
    conversation_start: bool = False
    wait_for_user_input: bool = True
