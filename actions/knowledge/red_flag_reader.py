"""red_flags.yml: the safety screens and the red flags."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from actions.knowledge.condition_reader import Vocabulary, read_condition
from actions.knowledge.sections import cited
from actions.knowledge.wording import patient_text, sms_text, wording
from actions.knowledge.yaml_reader import Node
from actions.triage.conditions import Aspect, Condition, Not, Sign, leaves
from actions.triage.protocol import Disposition, RedFlag, Screen

SCREENS = ("danger_signs", "illness_signs")
RAISING = (Aspect.PRESENT, Aspect.NEW, Aspect.RECENT)


def read_screen(flags: Iterable[str]) -> Callable[[Node], Screen]:
    """Return a reader of one safety list."""

    def read(node: Node) -> Screen:
        keys = node.keys("id", "asks", "intro", "none_of_these", "not_sure")
        intro = keys["intro"].keys("web", "sms")
        return Screen(
            id=keys["id"].one_of(SCREENS, "screen"),
            asks=keys["asks"].words(flags, "red flag"),
            intro=wording(intro["web"], intro["sms"]),
            none_of_these=sms_text(keys["none_of_these"]),
            not_sure=sms_text(keys["not_sure"]),
        )

    return read


def read_red_flag(names: Vocabulary, sources: Iterable[str]) -> Callable[[Node], RedFlag]:
    """Return a reader of one red flag."""

    def read(node: Node) -> RedFlag:
        keys = node.keys(
            "id", "condition", "screen", "ask", "ask_again", "short", "acknowledge",
            "ask_if_new", "level", "level_alone", "raised_by", "sources",
            optional=("asked_as_new", "told_as_new", "old_after", "asks_for"),
        )  # fmt: skip
        level = Disposition(keys["level"].one_of(Disposition, "disposition"))
        alone = Disposition(keys["level_alone"].one_of(Disposition, "disposition"))
        if alone.urgency > level.urgency:
            keys["level_alone"].fail("a flag cannot be more urgent alone than with others")
        return RedFlag(
            id=keys["id"].text(),
            condition=patient_text(keys["condition"]),
            screen=_screen(keys["screen"]),
            ask=patient_text(keys["ask"]),
            ask_again=sms_text(keys["ask_again"]),
            short=sms_text(keys["short"]),
            acknowledge=sms_text(keys["acknowledge"]),
            ask_if_new=_question(keys["ask_if_new"]),
            asked_as_new="asked_as_new" in keys and keys["asked_as_new"].flag(),
            told_as_new="told_as_new" in keys and keys["told_as_new"].flag(),
            old_after=_old_after(keys, names),
            asks_for=_asks_for(keys, names),
            level=level,
            level_alone=alone,
            raised_by=_raised_by(keys["raised_by"], names),
            sources=cited(keys["sources"], sources),
        )

    return read


def _asks_for(keys: Mapping[str, Node], names: Vocabulary) -> frozenset[str]:
    return frozenset(keys["asks_for"].words(names.signs, "finding") if "asks_for" in keys else ())


def _old_after(keys: Mapping[str, Node], names: Vocabulary) -> str | None:
    return keys["old_after"].one_of(names.thresholds, "threshold") if "old_after" in keys else None


def _screen(node: Node) -> str | None:
    return None if node.value is None else node.one_of(SCREENS, "screen")


def _question(node: Node) -> str | None:
    return None if node.value is None else sms_text(node)


def _raised_by(node: Node, names: Vocabulary) -> Condition:
    condition = read_condition(node, names)
    for leaf, negated in leaves(condition):
        if negated or (isinstance(leaf, Sign) and leaf.aspect not in RAISING):
            node.fail("a red flag is raised by what is there, never by what is not")
    if isinstance(condition, Not):
        node.fail("a red flag is raised by what is there, never by what is not")
    return condition
