"""What `backline data validate` checks beyond what every start checks."""

from __future__ import annotations

from collections.abc import Iterator

from bot.assistant.assistant import Assistant
from bot.assistant.declarations import DEFAULT_SLOTS, undeclared_names
from bot.assistant.domain import FILE, unknown_name
from bot.assistant.form_checks import form_problems
from bot.assistant.placeholders import placeholders, stray_braces
from bot.assistant.problems import Problem
from bot.assistant.rule_conflicts import rule_conflicts
from bot.assistant.training_data import Example, TrainingData
from bot.assistant.unused_names import ENGINE_RESPONSES, unused_names

NOTHING: frozenset[str] = frozenset()


def cross_check(
    assistant: Assistant,
    *,
    names_used_elsewhere: frozenset[str] = NOTHING,
    facts: frozenset[str] = NOTHING,
) -> tuple[Problem, ...]:
    """Return everything to mend in an assistant that could be loaded, sorted by place.

    `names_used_elsewhere` are the names that code and the house's own data use. `facts` are the
    placeholders that responses may use beside slots.
    """
    declared = undeclared_names(
        assistant.domain, assistant.config, assistant.training_data, assistant.rules
    )
    found = [
        *declared,
        *unused_names(assistant, names_used_elsewhere),
        *form_problems(assistant.domain, assistant.rules),
        *_response_problems(assistant, names_used_elsewhere | facts),
        *_engine_responses(assistant),
        *_examples_of_two_intents(assistant.training_data),
        *rule_conflicts(assistant.rules),
    ]
    return tuple(sorted(set(found)))


def _response_problems(assistant: Assistant, known: frozenset[str]) -> Iterator[Problem]:
    """Yield placeholders that nothing fills, and responses that some people would not hear."""
    slots = frozenset(assistant.domain.slots) | DEFAULT_SLOTS
    for name, variations in assistant.domain.responses.items():
        for variation in variations:
            for placeholder in placeholders(variation):
                if placeholder not in slots | known:
                    message = unknown_name(f"slot or fact for {name}", placeholder, slots)
                    yield Problem(FILE, variation.line, message)
            if stray_braces(variation):
                message = f"{name} has a brace that is part of no {{placeholder}}"
                yield Problem(FILE, variation.line, message)
        if all(variation.channel or variation.conditions for variation in variations):
            message = f"{name} is silent wherever no condition holds: add a variation without one"
            yield Problem(FILE, variations[0].line, message)


def _engine_responses(assistant: Assistant) -> Iterator[Problem]:
    for name in sorted(ENGINE_RESPONSES - frozenset(assistant.domain.responses)):
        yield Problem(FILE, 1, f"response {name} is missing: the engine says it by itself")


def _examples_of_two_intents(training_data: TrainingData) -> Iterator[Problem]:
    first: dict[str, Example] = {}
    for example in training_data.examples:
        known = first.setdefault(example.text.casefold(), example)
        if known.intent != example.intent:
            place = f"{known.file}:{known.line}"
            message = f"{example.text!r} is an example of {known.intent} too ({place})"
            yield Problem(example.file, example.line, message)
