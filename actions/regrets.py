"""Which safety list a person wants to answer again, by the words of a message.

Nothing is cleared by such a message, and none of its letters is taken: the lists are asked again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from actions.correcting import fact_named
from actions.message import Heard
from actions.slots import (
    CONFIRMED,
    DANGER_SIGNS,
    DURATION,
    FACTS,
    ILLNESS_SIGNS,
    LASTING,
    SCREENS,
    SELF_HARM_CHECK,
    TRIAGE_FORM,
    Slots,
)
from actions.triage.protocol import Protocol

# A letter of the longest list that is no word; what stands before it may make it something else.
LETTER = re.compile(
    r"(?<!['’‘`´])\b(?:[b-hjB-HJ]|A)\b(?!['’‘`´]|[ -](?:section|vitamins?)\b)", re.ASCII
)
NO_LETTER = re.compile(
    r"\b(?:vitamins?|vit|hep|hepatitis|plan|type|group|grade|class|stage|dr|doctor|mr|mrs|ms"
    r"|apt|apartment|suite|unit|building|room|street)\.? \w\b",
    re.IGNORECASE,
)
# With one of these a letter, or the word "list", speaks of an answer that was given.
OF_ANSWERS = frozenset(
    {
        "tick", "ticked", "change", "yes", "yeah", "apply", "applies", "fits", "should", "meant",
        "mistake", "wrong", "too", "also", "true", "untrue", "false", "sorry", "actually", "oops",
        "wait", "forgot", "forgotten", "missed", "overlooked", "said", "lied", "honest", "truth",
        "truthful", "answer", "answered", "redo", "again", "back", "correct", "correction", "add",
        "pressed", "clicked", "marked", "checked", "have", "had", "has", "got", "one", "right",
    }
)  # fmt: skip
# Whoever says one of these takes back what was ticked: it was not meant.
MISTAKES = frozenset(
    {"mistake", "wrong", "meant", "accident", "accidentally", "oops", "misread", "typo", "slip"}
)
# What was answered to a list, or should have been.
OF_NONE = frozenset({"none", "no", "nothing", "yes", "lied", "honest"})
# What asks, thanks or wants something else is no regret, unless it says so plainly.
ASIDE = ("ask_", "thank", "goodbye", "greet", "book_", "change_booking", "talk_", "stop", "restart")
ABOUT_VISIT = re.compile(
    r"\b(?:appointments?|visits?|booking|booked|times?|days?|dates?|name|phone|email|address"
    r"|birth\w*|born|morning|afternoon|\w+day)\b"
)

_DID = r"(?:press|click|tick|tapp?|check|mark|answer|select|pick|type)\w*|said|hit|chose|put|sent"
_TOLD = r"(?:answer|respon[sd]|repl(?:y|ie)|question)\w*|what i (?:said|told|put|ticked)"
_AMENDS = (
    r"change|correct|fix|redo|revise|edit|update|amend|alter|undo|retake|wrong|wrongly|incorrect"
    r"|incorrectly|mistakes?|mixed|messed|untrue|false|again|too (?:fast|quick|quickly)"
)
LIST = re.compile(
    r"\b(?<!waiting )(?<!wait )(?<!mailing )(?<!price )(?<!email )(?<!do )(?<!shopping )"
    r"(?<!medication )(?<!medicine )(?<!med )(?<!drug )(?<!exercise )(?:check)?lists?\b"
    r"(?! of (?:exercis|doctor|pric|med|drug|thing))"
    r"|\b(?:safety|danger|warning|screening) (?:question|sign|item|part)s?\b"
    r"|\b(?:first|earlier|previous) (?:\w+ )?questions?\b|\b(?:tick|check) ?box(?:es)?\b"
)
LIES = re.compile(
    r"\b(?:fibbed|was lying|told (?:you )?a lie|lied to you|confess|come clean|own up)\b"
    r"|\blied(?! (?:down|flat|there|still|in|on|around|awake|back|here|to my)\b)"
    r"|\blied on (?:\w+ ){0,3}(?:lists?|questions?|form|answers?|number|item|that|it|one)\b"
    r"|\b(?:not|wasnt|werent|havent|hadnt|never)(?: \w+){0,2}"
    r" (?:honest|truthful|straight with|upfront|candid|the truth|telling the truth)\b"
    r"|\b(?:that|it|said|told you|answers?) (?:\w+ ){0,2}(?:wasnt|isnt|werent|was not|is not|not)"
    r" (?:\w+ )?true\b"
    r"|\b(?:didnt|did not|havent|have not|never) (?:\w+ ){0,2}(?:tell|told|say|said|answer\w*)"
    r"(?: \w+){0,3} (?:truth\w*|everything|honestly|properly)\b"
    r"|\b(?:hid|concealed|held|kept|left|leaving) (?:back )?(?:something|one|some|it|that|things?)"
    r" ?(?:back|out|from you|to myself|quiet)?$"
)
YES_AFTER_ALL = re.compile(
    rf"\b(?:{_DID}|told you|wrote) (?:none|no|nothing|not)\b.*"
    r"\b(?:but|actually|though|should|wrong|mistake|oops|sorry|accident|accidentally|really|yes|quickly|fast|quick|hast\w*)\b"
    r"|\b(?:oops|sorry|mistake|accident|accidentally|wrongly|wait)\b.*"
    rf"\b(?:{_DID}) (?:none|no|nothing)\b"
    r"|\b(?:should have|shouldve|should of|meant to|forgot to|failed to|didnt|did not)"
    r" (?:\w+ )?(?:said yes|say yes|tick|ticked|mark|marked|put yes|answered yes|mention|admit"
    r"|tell you|told you|disclose)\b"
    r"|\btick\w*\b.*\b(?:wrong|mistake|accident)|\bwrong (?:tick|box|letter)\b"
    r"|\bi (?:\w+ )?(?:missed|skipped|overlooked|forgot) (?:one|some|something|an item|that one)\b"
    r"(?! (?:session|appointment|visit|dose|pill|day|call|step)s?\b)|\ba yes\b"
    r"|\bmeant (?:a )?yes\b|\b(?:change|make|switch) (?:\w+ ){0,5}(?:a |to )yes\b"
    r"|\b(?:number|item|letter|option|point) (?:[a-j1-9]|one|two|three|four|five|six|seven|eight"
    r"|nine) (?:\w+ ){0,6}(?:yes|true|applies|fits)\b"
)
ONE_OF_THEM = re.compile(
    r"\bi (?:\w+ ){0,3}(?<!dont )(?<!not )(?<!never )(?:have|had|got|get|do|did|feel|felt)"
    r" (?:\w+ )?(?:one|some|two|few|couple) of (?:them|those|these)\b"
    r"|\b(?:one|some|two|few) of (?:the|your) (?:signs|things|items|symptoms|letters)(?: \w+){0,2}"
    r" (?:applies|apply|fits?|true|yes|me)\b"
    r"|\b(?:one|some|two) of (?:them|those|these)(?: \w+){0,2} (?:applies|apply|fits?|is true|is"
    r" a yes|are true)\b"
)
ANSWERS = re.compile(
    rf"\b(?:{_AMENDS})\b.*\b(?:{_TOLD})\b|\b(?:{_TOLD})\b.*\b(?:{_AMENDS})\b"
    r"|\bnot (?:\w+ ){0,4}(?:answer|response)s? (?:\w+ )?(?:right|true|correct)\b"
    r"|\b(?:answer|response)s? (?:was|were|is|are|wasnt|werent|isnt|arent) (?:not )?(?:\w+ )?"
    r"(?:right|correct)\b|\bwrong (?:button|one|box|letter|thing|option)\b"
    r"|\b(?:take|taking) (?:that|it|this) back\b"
)
_PARTS = r"(?:lists?|questions?|set|page|screen|batch|group|part|checklist)"
FIRST_LIST = re.compile(
    rf"\b(?:first|1st|other|previous|earlier|last|prior|initial|safety|danger) (?:\w+ )?{_PARTS}\b"
    rf"|\blists? (?:one|1|before)\b|\b{_PARTS} (?:before|previously|earlier)\b|\bone before\b"
    r"|\b(?:can|could|let|want|need|please|wait) (?:\w+ ){0,3}go back\b(?! to work)"
    r"|\bback to (?:the )?(?:first|other|previous|last)\b"
    r"|\bof the (?:first|other|previous|earlier) ones\b"
)
SECOND_LIST = re.compile(
    rf"\b(?:second|2nd|other|last|later|next) (?:\w+ )?{_PARTS}\b|\blists? (?:two|2|after)\b"
)
ON_THE_FIRST = re.compile(
    r"\b(?:on|from|in|of|for) the (?:first|other|previous|earlier)\b|\bfrom before\b"
)
OVERLOOKED = frozenset({"missed", "forgot", "overlooked", "skipped", "meant"})
SAME = re.compile(r"\b(?:same|like|as) (?:\w+ ){0,3}(?:on|before|first|last|other|previous)\b")


def lists_regretted(heard: Heard, slots: Slots, protocol: Protocol) -> list[str]:
    """Return the lists that are to be asked again by this message, whatever is being asked."""
    is_deaf = heard.is_tap() or heard.is_taken_over or slots.get("disposition") in LASTING
    if is_deaf or (slots.get(DANGER_SIGNS) is None and heard.active_form != TRIAGE_FORM):
        return []
    if heard.requested_slot in SCREENS:
        return _other_list(heard, slots)
    if heard.requested_slot == SELF_HARM_CHECK:
        return []
    text = _normal(heard)
    if heard.active_form == TRIAGE_FORM:
        is_meant = _means_letter(heard, text) or _regrets(heard, text)
        is_early = heard.requested_slot == DURATION and _is_plain(heard) and _is_slip(heard, text)
        return list(SCREENS) if is_meant or is_early else _not_meant(heard, slots, protocol)
    if heard.active_form is not None:
        # A name may have a letter, and "wrong" may be the day: only what names a list counts.
        names = _names_list(heard, text) or (LIES.search(text) and not ABOUT_VISIT.search(text))
        return list(SCREENS) if names else []
    is_meant = _means_letter(heard, text) or _regrets(heard, text) or _corrects(heard, text)
    return list(SCREENS) if is_meant else []


def without_answers(heard: Heard) -> Heard:
    """Return a message that regrets an answer: it answers nothing, and denies nothing."""
    kept = [one for one in heard.entities if one.get("entity") != "choice"]
    told = tuple(one for one in kept if one.get("assertion") != "absent")
    return replace(heard, entities=told, requested_slot=None)


def _normal(heard: Heard) -> str:
    text = re.sub(r"['’‘`´]", "", heard.text.lower())
    return " ".join(re.findall(r"[a-z0-9]+", text))


def _other_list(heard: Heard, slots: Slots) -> list[str]:
    """Return the list before or after the one on show that a message goes back to."""
    text = _normal(heard)
    is_second = heard.requested_slot == ILLNESS_SIGNS
    other, named = (DANGER_SIGNS, FIRST_LIST) if is_second else (ILLNESS_SIGNS, SECOND_LIST)
    if slots.get(other) is None or SAME.search(text):
        return []
    is_question = "?" in heard.text and not set(text.split()) & OF_ANSWERS
    is_named = _has_letter(heard) or bool(set(text.split()) & OVERLOOKED)
    on_the_first = is_second and is_named and ON_THE_FIRST.search(text)
    if (named.search(text) or on_the_first) and not is_question:
        return [other]
    is_slip = not heard.values("choice") and _is_slip(heard, text) and not _has_letter(heard)
    # "I do have one of them" may be the answer to the list on show.
    is_taken_back = _takes_back(heard, text) and not _has_letter(heard)
    is_meant = is_taken_back or (is_slip and _is_plain(heard))
    return [other] if is_second and is_meant else []


def _is_plain(heard: Heard) -> bool:
    """Tell whether a message tells of no sign that may be there and of no fact."""
    signs = (one for one in heard.entities if one.get("entity") == "finding")
    return not _tells_fact(heard) and all(one.get("assertion") == "absent" for one in signs)


def _tells_fact(heard: Heard) -> bool:
    return bool(heard.filled.intersection(FACTS) - {heard.requested_slot})


def _takes_back(heard: Heard, text: str) -> bool:
    """Tell whether a message says that an answer to a list was not true.

    "I forgot to tell you that I take warfarin" tells it now; "I said no to the numb one, but it is
    a yes" speaks of the list, whatever sign it seems to name.
    """
    if not LIES.search(text) and not YES_AFTER_ALL.search(text):
        return False
    is_of_answer = bool(set(text.split()) & OF_NONE)
    return _is_plain(heard) or (is_of_answer and not _tells_fact(heard))


def _has_letter(heard: Heard) -> bool:
    return LETTER.search(NO_LETTER.sub(" ", heard.text)) is not None


def _means_letter(heard: Heard, text: str) -> bool:
    """Tell whether a letter is meant that can only be one of a list."""
    picks = any(isinstance(one, Mapping) and "letters" in one for one in heard.values("choice"))
    if not _has_letter(heard) or _is_aside(heard):
        return False
    return picks or heard.requested_slot == CONFIRMED or bool(set(text.split()) & OF_ANSWERS)


def _names_list(heard: Heard, text: str) -> bool:
    is_of_answer = bool(set(text.split()) & OF_ANSWERS) or _has_letter(heard)
    return LIST.search(text) is not None and is_of_answer


def _regrets(heard: Heard, text: str) -> bool:
    """Tell whether a message says that a list was not answered as it should have been."""
    if _names_list(heard, text) and not _is_aside(heard):
        return True
    is_yes = ONE_OF_THEM.search(text) is not None and _is_plain(heard)
    return (is_yes or _takes_back(heard, text)) and not _is_aside(heard)


def _corrects(heard: Heard, text: str) -> bool:
    """Tell whether something is to be changed after the advice, without a word of what.

    To give the same advice once more would be no answer to it.
    """
    is_told = heard.filled.intersection(FACTS) or fact_named(heard)
    if not _is_plain(heard) or is_told or ABOUT_VISIT.search(text):
        return False
    return heard.intent == "correct_fact" or (ANSWERS.search(text) is not None)


def _is_aside(heard: Heard) -> bool:
    return "?" in heard.text or (heard.intent or "").startswith(ASIDE)


def _is_slip(heard: Heard, text: str) -> bool:
    """Tell whether the answer that was just given was a slip, by few words."""
    is_slip = _is_mistake(heard, text) or ANSWERS.search(text) is not None
    return is_slip and not set(text.split()) & {"none", "yes"}


def _is_mistake(heard: Heard, text: str) -> bool:
    """Tell whether a word says that something was not meant."""
    return heard.intent in {"correct_fact", "deny"} and bool(set(text.split()) & MISTAKES)


def _not_meant(heard: Heard, slots: Slots, protocol: Protocol) -> list[str]:
    """Return the lists on which something was ticked that, by this message, was not meant.

    At the read-back, what to change is asked.
    """
    text = _normal(heard)
    is_plain = not heard.values("finding") and not heard.filled.intersection(FACTS)
    is_mistake = _is_mistake(heard, text) and "yes" not in text.split()
    if heard.requested_slot == CONFIRMED or not is_plain or not is_mistake:
        return []
    findings = slots.get("findings") or {}
    return [name for name in SCREENS if _is_ticked(protocol.screens[name].asks, findings)]


def _is_ticked(items: Iterable[str], findings: Mapping[str, Any]) -> bool:
    """Tell whether an item of a list was ticked as present."""
    answers = (findings.get(item, {}) for item in items)
    return any(
        one.get("origin") == "asked" and one.get("assertion") == "present" for one in answers
    )
