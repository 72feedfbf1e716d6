"""Rules that could both apply and want different things: an author decides, not their order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from bot.assistant.problems import Problem
from bot.assistant.rules import ANY_VALUE, ActionStep, IntentStep, LoopStep, Rule, SlotStep, Step

LISTEN = "action_listen"
LOOP = object()  # stands among slot names for the open form


@dataclass(frozen=True, slots=True)
class Moment:
    """A message or an action of a rule, and the facts that the rule states right after it."""

    cause: IntentStep | ActionStep
    facts: Mapping[object, Any]

    def keeps_facts(self) -> bool:
        """Tell whether facts that held before hold after it too."""
        return isinstance(self.cause, IntentStep) or self.cause.name.startswith("utter_")


@dataclass(frozen=True, slots=True)
class Path:
    """A rule as a chain of moments, begun where its `facts` hold."""

    rule: Rule
    facts: Mapping[object, Any]
    moments: tuple[Moment, ...]

    def facts_before(self, position: int) -> Mapping[object, Any]:
        """Return the facts at a moment, as far as the rule tells them."""
        known: Mapping[object, Any] = self.facts
        for moment in self.moments[:position]:
            # A response changes nothing; another action may change what the rule does not state.
            known = {**known, **moment.facts} if moment.keeps_facts() else moment.facts
        return known

    def prediction(self, position: int) -> str | None:
        """Return the action at a moment; at the end, listening, or None where the rule lets go."""
        if position < len(self.moments):
            cause = self.moments[position].cause
            return cause.name if isinstance(cause, ActionStep) else None
        return LISTEN if self.rule.wait_for_user_input else None


def rule_conflicts(rules: Sequence[Rule]) -> tuple[Problem, ...]:
    """Return a problem for each two rules that could both apply and go on differently.

    Also for each rule that can never apply, as its conditions contradict each other.
    """
    paths = [_path(rule) for rule in rules]
    found = [problem for rule in rules for problem in _contradictions(rule)]
    for one, other in combinations(paths, 2):
        found += _conflicts(one, other)
    return tuple(sorted(set(found)))


def _path(rule: Rule) -> Path:
    moments: list[Moment] = []
    for step in rule.steps:
        if isinstance(step, IntentStep | ActionStep):
            moments.append(Moment(step, {}))
        elif moments:
            last = moments[-1]
            moments[-1] = Moment(last.cause, {**last.facts, **_facts([step])})
    conditions = [step for step in rule.conditions if not _is_granted(step, moments)]
    return Path(rule, _facts(conditions), tuple(moments))


def _is_granted(condition: Step, moments: Sequence[Moment]) -> bool:
    """Tell whether a condition holds anyway: a form that runs is open, or opens itself."""
    first = moments[0].cause if moments else None
    return (
        isinstance(condition, LoopStep)
        and isinstance(first, ActionStep)
        and condition.name == first.name
    )


def _facts(steps: Sequence[Step]) -> dict[object, Any]:
    """Return the open form and the slots that these steps state."""
    found: dict[object, Any] = {}
    for step in steps:
        if isinstance(step, LoopStep):
            found[LOOP] = step.name
        elif isinstance(step, SlotStep):
            found.update(step.values)
    return found


def _contradictions(rule: Rule) -> Iterator[Problem]:
    for one, other in combinations(rule.conditions, 2):
        if not _agree(_facts([one]), _facts([other])):
            message = (
                f"the rule {rule.name!r} can never apply: its conditions contradict each other"
            )
            yield Problem(rule.file, rule.line, message)


def _conflicts(one: Path, other: Path) -> list[Problem]:
    """Return how two rules differ, beginning together or one in the middle of the other."""
    if (one.rule.file, one.rule.line) == (other.rule.file, other.rule.line):
        return []
    found = []
    for long, short in ((one, other), (other, one)):
        for position in range(len(long.moments)):
            if position == 0 and long is other:
                continue
            split = _split(long, short, position)
            if split is not None:
                found.append(_problem(long, short, split))
    return found


def _split(long: Path, short: Path, position: int) -> tuple[str, str] | None:
    """Return how the two go on differently where `short` begins at a moment of `long`."""
    if not _same_cause(long, short, position):
        return None
    if not _agree(long.facts_before(position), short.facts):
        return None
    for number, moment in enumerate(short.moments):
        here = position + number
        if not _agree(long.moments[here].facts, moment.facts):
            return None
        first, second = long.prediction(here + 1), short.prediction(number + 1)
        if first is None or second is None:
            return None
        if first != second:
            return first, second
        if here + 1 == len(long.moments):
            return None
    return None


def _same_cause(long: Path, short: Path, position: int) -> bool:
    if not long.moments or not short.moments:
        return False
    first, second = long.moments[position].cause, short.moments[0].cause
    if isinstance(first, ActionStep) and isinstance(second, ActionStep):
        return first.name == second.name
    if isinstance(first, IntentStep) and isinstance(second, IntentStep):
        return bool({*first.intents} & {*second.intents}) and _agree(
            # Any value of an entity leaves room for every other.
            {name: value for name, value in first.entities if value is not None},
            {name: value for name, value in second.entities if value is not None},
        )
    return False


def _agree(first: Mapping[Any, Any], second: Mapping[Any, Any]) -> bool:
    """Tell whether two sets of facts can hold together."""
    return all(_fit(first[name], second[name]) for name in first.keys() & second.keys())


def _fit(one: Any, other: Any) -> bool:
    if one is ANY_VALUE:
        return other is not None
    if other is ANY_VALUE:
        return one is not None
    return bool(one == other)


def _problem(long: Path, short: Path, split: tuple[str, str]) -> Problem:
    first, later = sorted((long.rule, short.rule), key=lambda rule: (rule.file, rule.line))
    wanted = split if first is long.rule else (split[1], split[0])
    return Problem(
        later.file,
        later.line,
        f"the rules {first.name!r} ({first.file}:{first.line}) and {later.name!r} could both "
        f"apply, and go on with {wanted[0]} or {wanted[1]}: tell them apart by a condition",
    )
