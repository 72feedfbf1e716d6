"""How old a sign is: what a message tells of it, and the answer to "new or worse?"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from actions.message import Heard
from actions.not_understood import NO_ANSWER_OF_ITS_OWN, times_missed
from actions.not_understood import SLOT as MISSES
from actions.old_on_list import OLD, RECENT, is_explained, is_told_as_old, old_on_list, told_old
from actions.slots import DURATION, Slots
from actions.surgery_time import SURGERY, surgery_is_old
from actions.taking_back import asked_by_themselves, corrected, without_facts
from actions.triage.closure import closure
from actions.triage.conditions import FactIs, leaves
from actions.triage.newness import old_after
from actions.triage.patient import usable_fact
from actions.triage.protocol import Protocol

SLOT = "new_or_worse"
UNDATED = "undated_signs"
# The button for whoever does not have the sign at all.
TAKES_BACK = "correct_fact"
TREND = "pain_trend"
# The sign that says of another one that it grows.
GROWING = {"RF06": "weakness_worsening"}

# As good as a yes, where danger is asked about.
UNDECIDED = frozenset({"dont_know", "skip", "stop"})
SOME, NONE = "some", "none"

# Who asks back gets an answer and the question again. Whatever else is no clear "no" counts as yes.
ASKS_BACK = frozenset({"ask_why", "ask_capabilities", "ask_privacy", "ask_location"})


def dated(heard: Heard, slots: Slots, protocol: Protocol) -> dict[str, Any]:
    """Return the findings with the age that this message tells: by its words, a tick, an answer."""
    findings = dict(slots.get("findings") or {})
    _date_surgery(findings, heard, slots)
    told = [str(sign) for sign in heard.values("finding")]
    ageing = _ageing(protocol)
    ticked = [one for one in findings if _ticked_as_new(one, findings, protocol)]
    known_old = told_old(heard)
    for flag in old_on_list(heard, slots, protocol, findings):
        if _is_long_ago(heard, protocol, [flag]) and not _tells_new(heard, protocol):
            _settle(flag, findings, protocol, is_new=False)
    _mark_doubted(findings, ageing & known_old)
    raised = _raised_now(heard, slots, protocol)
    if is_told_as_old(heard) or is_explained(heard):
        _mark_doubted(findings, ageing.intersection((*told, *ticked)))
    elif pain_is_new(slots, protocol):
        undoubted = {one for one in ageing if not findings.get(one, {}).get("age_doubted")}
        findings |= {flag: {**_there(findings.get(flag)), "new": True} for flag in raised}
        _date(findings, undoubted, is_new=True)
    elif tells_recent(heard, protocol):
        _date(findings, ageing.intersection(told) - known_old, is_new=True)
    _date(findings, (one for one in ticked if not findings[one].get("age_doubted")), is_new=True)
    _date(findings, _told_as_new(heard, protocol) - known_old, is_new=True)
    changes: dict[str, Any] = {"findings": findings or None}
    asked = slots.get(UNDATED) or []
    if heard.requested_slot != SLOT or not asked:
        return changes
    return changes | _answered(heard, slots, findings, protocol)


def _answered(
    heard: Heard, slots: Slots, findings: dict[str, Any], protocol: Protocol
) -> dict[str, Any]:
    """Return what an answer to the question changes: the signs that are told are in `findings`."""
    asked = slots.get(UNDATED) or []
    if heard.intent == TAKES_BACK and heard.is_tap():
        taken_back = {"findings": _taken_back(findings, asked, protocol)}
        return taken_back | without_facts(asked, slots, protocol)
    # "For two years" and "the same" speak of the sign here, not of the pain.
    kept = slots.get("facts_kept") or {}
    of_the_sign = heard.filled.intersection({DURATION, TREND})
    about_the_sign = {name: kept.get(name) for name in of_the_sign}
    is_new = answer(heard, slots, protocol)
    denied = corrected(asked, heard, protocol)
    if denied and not _tells_new(heard, protocol):
        return asked_by_themselves(denied, slots, findings, protocol)
    if is_new is None and _is_unclear(heard) and times_missed(SLOT, slots):
        # The second time nobody is asked again: what may be danger counts as danger.
        is_new = True
    if is_new is None or (is_new and _is_to_be_asked_again(heard, slots, protocol)):
        # A question has an answer of its own, and is no miss.
        is_question = is_new is None and not _is_unclear(heard)
        is_counted = is_question or (bool(is_new) and heard.intent in NO_ANSWER_OF_ITS_OWN)
        missed = {MISSES: {"slot": SLOT, "count": times_missed(SLOT, slots) + 1}}
        return about_the_sign if is_counted else about_the_sign | missed
    for flag in asked:
        _settle(flag, findings, protocol, is_new=is_new)
    findings |= _growing(asked, heard)
    # What was put off until the answer is to be told now.
    told_before = [flag for flag in slots.get("red_flags_told") or () if flag not in asked]
    return {"findings": findings, "red_flags_told": told_before or None, **about_the_sign}


def answer(heard: Heard, slots: Slots, protocol: Protocol) -> bool | None:
    """Return whether the sign is new by this answer, or None when the answer does not say."""
    if _tells_new(heard, protocol):
        return True
    asked = slots.get(UNDATED) or []
    if _is_long_ago(heard, protocol, asked) or _is_plain_no(heard, slots, protocol):
        return False
    goes = heard.says("refuses_help") and heard.says("assents")
    if goes or _is_not_yet_old(heard, protocol, asked):
        return True
    if heard.says("came_with_pain"):
        days = usable_fact(protocol.facts[DURATION], slots.get(DURATION))
        return days is None or days <= _limit(protocol)
    if _is_unclear(heard):
        return None
    if heard.intent == "deny" or heard.says("unchanged"):
        return False
    if "?" in heard.text or heard.intent in ASKS_BACK:
        return None
    return True


def _is_plain_no(heard: Heard, slots: Slots, protocol: Protocol) -> bool:
    """Tell whether an answer is a no and nothing else, or one that says that it was ever so.

    Whoever does not have the sign says no as well, and would be calmer still.
    """
    if heard.is_tap() or not heard.says("opens_no"):
        return False
    signs = closure(slots.get(UNDATED) or [], protocol)
    told = (one for one in heard.entities if one.get("entity") == "finding")
    is_past = any(one.get("assertion") == "past" and one["value"] in signs for one in told)
    return heard.says("plain_no", "all_along") or is_past


def refuses(heard: Heard) -> bool:
    """Tell whether an answer refuses the way to help, and says nothing of the sign.

    "Do not wait, go now" stands in the question: "I won't go" is no answer to how old the sign is.
    """
    return heard.says("refuses_help") and not heard.says("assents")


def is_none_of(heard: Heard) -> bool:
    """Tell whether an answer says that there is none, where one sign is asked about."""
    return NONE in heard.values("choice")


def _is_unclear(heard: Heard) -> bool:
    """Tell whether a no may mean something else than that the sign is old.

    "None" answers the list, and nothing that is asked about one sign of it. What "no, I do" means
    comes with the next message.
    """
    is_none = is_none_of(heard) or heard.says("not_there", "in_part", "left_open")
    return not heard.is_tap() and (is_none or refuses(heard))


def _tells_new(heard: Heard, protocol: Protocol) -> bool:
    return tells_recent(heard, protocol) or _is_worse(heard) or heard.says("just_now")


def _is_long_ago(heard: Heard, protocol: Protocol, flags: Iterable[str] = ()) -> bool:
    is_long = any(days > old_after(flags, protocol) for days in _durations(heard))
    return is_long or OLD in heard.values("onset")


def _is_not_yet_old(heard: Heard, protocol: Protocol, flags: Iterable[str]) -> bool:
    """Tell whether a length of time is too short to make one of these red flags an old one."""
    is_long = (days for days in _durations(heard) if days > _limit(protocol))
    return any(days <= old_after(flags, protocol) for days in is_long)


def _is_worse(heard: Heard) -> bool:
    return "worse" in heard.values(TREND) or heard.says("grows")


def _there(finding: dict[str, Any] | None) -> dict[str, Any]:
    """Return a sign as present: a fact may raise what a list was said not to hold."""
    is_there = finding is not None and finding["assertion"] == "present"
    asked = {"assertion": "present", "words": None, "origin": "asked"}
    return finding if finding is not None and is_there else asked


def _growing(asked: Iterable[str], heard: Heard) -> dict[str, Any]:
    """Return the signs that say of those asked about that they grow: that is more than new."""
    if not _is_worse(heard):
        return {}
    grows = {"assertion": "present", "words": heard.text, "origin": "asked", "new": True}
    return {GROWING[flag]: grows for flag in asked if flag in GROWING}


def _is_to_be_asked_again(heard: Heard, slots: Slots, protocol: Protocol) -> bool:
    """Tell whether an answer says nothing of the question, for the first time."""
    answers = heard.may_mean({"affirm", *UNDECIDED}) or SOME in heard.values("choice")
    signs = (one for one in heard.entities if one.get("entity") == "finding")
    is_told = any(one.get("assertion") in {"present", "unsure"} for one in signs)
    tells_age = _tells_new(heard, protocol) or heard.says("came_with_pain", "assents")
    tells_age = tells_age or _is_not_yet_old(heard, protocol, slots.get(UNDATED) or ())
    is_answer = answers or is_told or tells_age or heard.is_tap()
    return not is_answer and not times_missed(SLOT, slots)


def _raised_now(heard: Heard, slots: Slots, protocol: Protocol) -> list[str]:
    """Return the red flags whose age matters and that a fact of this message raises by itself."""
    return [
        flag.id
        for flag in protocol.red_flags.values()
        if flag.ask_if_new is not None
        and any(
            isinstance(leaf, FactIs)
            and leaf.fact in heard.filled
            and slots.get(leaf.fact) in leaf.values
            for leaf, _ in leaves(flag.raised_by)
        )
    ]


def tells_recent(heard: Heard, protocol: Protocol) -> bool:
    """Tell whether a message speaks of something that began lately."""
    is_short = any(days <= _limit(protocol) for days in _durations(heard))
    return is_short or RECENT in heard.values("onset")


def _durations(heard: Heard) -> Iterator[float]:
    return (days for days in heard.values("duration") if isinstance(days, int | float))


def pain_is_new(slots: Slots, protocol: Protocol) -> bool:
    """Tell whether the pain itself is so young that a sign that came with it must be new."""
    days = usable_fact(protocol.facts[DURATION], slots.get(DURATION))
    return days is not None and days <= _limit(protocol)


def _date_surgery(findings: dict[str, Any], heard: Heard, slots: Slots) -> None:
    """Note that a surgery lies years back, or take that back when a later one is told of."""
    is_old = surgery_is_old(heard, slots)
    if is_old is not None and SURGERY in findings:
        findings[SURGERY] = {**findings[SURGERY], "new": False if is_old else None}


def _ageing(protocol: Protocol) -> frozenset[str]:
    """Return the signs of which it matters how old they are."""
    asked = [flag.id for flag in protocol.red_flags.values() if flag.ask_if_new is not None]
    return closure(asked, protocol)


def _limit(protocol: Protocol) -> float:
    return old_after((), protocol)


def _mark_doubted(findings: dict[str, Any], signs: Iterable[str]) -> None:
    """Note that a sign was told as an old one: pain of a few days does not make it new."""
    for sign in signs:
        if sign in findings:
            findings[sign] = {**findings[sign], "age_doubted": True}


def _taken_back(
    findings: dict[str, Any], asked: Iterable[str], protocol: Protocol
) -> dict[str, Any]:
    """Return the findings without signs that were heard or ticked by mistake."""
    signs = {sign for flag in asked for sign in (flag, *_signs_of(flag, findings, protocol))}
    denied = {"assertion": "absent", "words": None, "origin": "asked", "new": None}
    return findings | dict.fromkeys(signs, denied)


def _told_as_new(heard: Heard, protocol: Protocol) -> frozenset[str]:
    """Return the signs of this message that are new unless it names an old time."""
    is_old = is_told_as_old(heard) or _is_long_ago(heard, protocol)
    if is_old and not _tells_new(heard, protocol):
        return frozenset()
    flags = [flag.id for flag in protocol.red_flags.values() if flag.told_as_new]
    return closure(flags, protocol).intersection(map(str, heard.values("finding")))


def _ticked_as_new(sign: str, findings: dict[str, Any], protocol: Protocol) -> bool:
    """Tell whether a sign was ticked on a list whose words ask for what is new."""
    flag = protocol.red_flags.get(sign)
    return flag is not None and flag.asked_as_new and findings[sign].get("origin") == "asked"


def _signs_of(flag: str, findings: dict[str, Any], protocol: Protocol) -> list[str]:
    return [sign for sign in closure([flag], protocol) if sign in findings]


def _settle(flag: str, findings: dict[str, Any], protocol: Protocol, *, is_new: bool) -> None:
    """Note the age of a red flag that is there, and of the signs that raise it."""
    _date(findings, _signs_of(flag, findings, protocol), is_new=is_new)
    findings[flag] = {**_there(findings.get(flag)), "new": is_new}


def _date(findings: dict[str, Any], signs: Iterable[str], *, is_new: bool) -> None:
    """Note the age of present signs whose age is not known yet."""
    for sign in signs:
        data = findings.get(sign)
        if data is not None and data["assertion"] == "present" and data.get("new") is None:
            findings[sign] = {**data, "new": is_new}
