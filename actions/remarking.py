"""What is said to an answer that leaves its question open."""

from __future__ import annotations

from actions.asides import aside_in, asks_for_refill, asks_of_insurance
from actions.change_request import SLOT as ABOUT_REQUEST
from actions.contact import FORM as CONTACT_FORM
from actions.corrected_values import corrected, values_denied
from actions.danger_of_others import RESPONSE as DANGER_OF_ANOTHER
from actions.danger_of_others import names_danger_of_another
from actions.emergency_stands import RESPONSE as EMERGENCY_STANDS
from actions.emergency_stands import wants_past_it
from actions.hearing import Changes, opened_lists
from actions.message import REFUSALS, Heard
from actions.newness import SLOT as NEW_OR_WORSE
from actions.newness import is_none_of, refuses
from actions.not_understood import SLOT as MISSES
from actions.only_danger import asks_who
from actions.picking import PLACES
from actions.rest_denied import tells_of_no_list
from actions.screens import asks_of_letter
from actions.slots import (
    CONTACT_NAME,
    FACTS,
    LASTING,
    SCREENS,
    SELF_HARM_CHECK,
    UNKNOWN_WORD,
    VISIT_CONFIRMED,
    VISIT_TIME,
    Slots,
)
from actions.taking_back import signs_meant

LEG = "leg_pain"
# What is said to answers that leave a question open: said twice it needs a way out.
LEAVE_OPEN = frozenset(
    {"utter_leg_how_far", "utter_screen_needs_items", "utter_not_all_understood"}
)
MOST_WORDS_OF_NEW = 2  # "new", "its new"

# Messages that are meant as an answer to a list, whatever they hold: these, and all that inform.
ANSWERS = ("affirm", "deny", "dont_know", "report_", "correct_fact", "other_body_part", "inform_")


def remark_on(heard: Heard, changes: Changes, slots: Slots) -> str | None:
    """Return the response for an answer that leaves the question open."""
    if changes.get(ABOUT_REQUEST):
        return None
    return _remark_beside(heard, changes, slots) or _remark_on_told(heard, changes, slots)


def _remark_beside(heard: Heard, changes: Changes, slots: Slots) -> str | None:
    """Return the response for what a message says besides its answer: of others, or of money."""
    is_alarmed = changes.get("alert") and (slots | changes).get("urgency_so_far") in LASTING
    if names_danger_of_another(heard) and not is_alarmed:
        return DANGER_OF_ANOTHER
    is_new_proxy = changes.get("writes_for_other") and slots.get("introduced")
    if is_new_proxy and not changes.get("alert"):
        return "utter_for_whom"
    if not is_alarmed and asks_of_insurance(heard):
        return "utter_aside_insurance"
    if not is_alarmed and asks_for_refill(heard, slots):
        return "utter_aside_refill"
    if wants_past_it(heard, changes, slots):
        return EMERGENCY_STANDS
    return "utter_ask_when_called" if _asks_beside_name(heard, changes, slots) else None


def _asks_beside_name(heard: Heard, changes: Changes, slots: Slots) -> bool:
    """Tell whether a question stands beside a name for a call, and nothing answers it."""
    is_name = bool(changes.get(CONTACT_NAME)) and heard.active_form == CONTACT_FORM
    is_open = "?" in heard.text and not changes.get("alert") and heard.question is None
    is_urgent = slots.get("disposition") in LASTING
    return is_name and is_open and not is_urgent and aside_in(heard, slots) is None


def _remark_on_told(heard: Heard, changes: Changes, slots: Slots) -> str | None:
    """Return the response for what a message tells, puts right or leaves open."""
    if _asks_again(changes, slots):
        is_doubt = any(one.get("assertion") in {"unsure", "present"} for one in heard.entities)
        return "utter_asked_by_itself" if is_doubt else "utter_list_again"
    if is_new_as_answer(heard) and heard.requested_slot in FACTS:
        return "utter_noted_as_new"
    news = heard.filled.intersection(FACTS) - values_denied(heard, slots)
    is_told = heard.intent == "correct_fact" and bool(news)
    is_changed = slots.get("introduced") and (is_told or corrected(heard, slots))
    if is_changed and not asks_who(heard):
        return "utter_changed"
    return _remark_on_answer(heard, changes, slots)


def _remark_on_answer(heard: Heard, changes: Changes, slots: Slots) -> str | None:
    """Return the response for what a message answers, or does not, to the question on show."""
    asked = heard.requested_slot
    is_kept = changes.get(asked or "") == UNKNOWN_WORD and not changes.get("alert")
    if is_kept and heard.intent not in REFUSALS:
        return "utter_noted_as_told"
    if asked == NEW_OR_WORSE and changes.get(MISSES):
        return _remark_on_age(heard)
    if asked == SELF_HARM_CHECK:
        return _remark_on_check(changes, slots)
    if asked == LEG and _says_half(heard, changes):
        return "utter_leg_how_far"
    if asked not in SCREENS and asks_for_time(heard, changes, slots):
        return "utter_take_your_time"
    if asked not in SCREENS:
        return "utter_declined" if changes.get("declined") else None
    return _remark_on_screen(heard, changes, slots)


def _remark_on_age(heard: Heard) -> str:
    """Return what is said to an answer that does not tell how old a sign is."""
    if refuses(heard):
        return "utter_first_the_answer"
    return "utter_not_new_or_not_there" if is_none_of(heard) else "utter_needs_yes_or_no"


def _remark_on_check(changes: Changes, slots: Slots) -> str | None:
    """Return what is said to an answer about thoughts of suicide that is no yes."""
    if changes.get("alert"):
        return None
    if changes.get(MISSES):
        return "utter_self_harm_plainly"
    return "utter_self_harm_no" if slots.get(SELF_HARM_CHECK) == "absent" else None


def _says_half(heard: Heard, changes: Changes) -> bool:
    """Tell whether an answer leaves open what was asked: "yes", "a little", "when I cough"."""
    # "No weak legs, just leg pain" denies one thing and tells the other.
    is_sign = bool(heard.values("finding"))
    if signs_meant(heard, "absent") and not signs_meant(heard, "present", "unsure"):
        is_sign = not heard.says("hedged")
    is_told = heard.filled.intersection(FACTS) or is_sign or changes.get("declined")
    is_aside = "?" in heard.text or not (heard.intent or "deny").startswith(ANSWERS)
    return not is_told and not is_aside


def _asks_again(changes: Changes, slots: Slots) -> bool:
    """Tell whether a list that was answered, or an item of it, is asked again."""
    return bool(opened_lists(changes, slots)) and not changes.get("alert")


def _remark_on_screen(heard: Heard, changes: Changes, slots: Slots) -> str | None:
    """Return what is said to an answer that leaves items of a list open."""
    is_answered = changes.get(heard.requested_slot or "") or changes.get("alert")
    is_explained = heard.intent == "ask_how_to_answer" and not asks_of_letter(heard)
    if is_answered or is_explained:
        return None
    if heard.intent == "skip":
        return "utter_screen_needs_answer"
    if asks_for_time(heard, changes, slots):
        return "utter_take_your_time"
    items: list[str] = slots.get("screen_items") or []
    if changes.get("unsure_counts"):
        is_all = all(changes["unsure_counts"].get(item) for item in items)
        return "utter_in_other_words" if is_all else _remark_on_doubt(heard)
    if len(items) == 1 and (slots.get("unsure_counts") or {}).get(items[0]):
        is_answered = items[0] in (changes.get("findings") or {})
        return None if is_answered else "utter_needs_yes_or_no"
    is_told = heard.filled.intersection(FACTS) or heard.values("complaint")
    is_fact = is_told and heard.intent not in {"affirm", "deny"}
    # "Tooth abscess last week" is kept; which ones, it has said already.
    answered = [item for item in items if item in (changes.get("findings") or {})]
    if answered == items:
        return None
    if is_fact or answered or signs_meant(heard, "present", "absent") or heard.letters():
        # A letter may name what was told before.
        return "utter_noted_but_list"
    return _remark_on_unclear(heard)


def _remark_on_unclear(heard: Heard) -> str | None:
    """Return what is said to an answer to a list that tells nothing of it: only a yes has items."""
    if tells_of_no_list(heard):
        return "utter_not_on_list"
    is_question = "?" in heard.text or heard.says("asks")
    if is_question or not (heard.intent or "deny").startswith(ANSWERS):
        return None
    is_yes = heard.intent == "affirm" or heard.says("yes", "yes_first")
    return "utter_screen_needs_items" if is_yes else "utter_not_all_understood"


def _remark_on_doubt(heard: Heard) -> str:
    """Return what is said where an item is to be asked about by itself."""
    is_number = any(isinstance(one, dict) and PLACES in one for one in heard.values("choice"))
    return "utter_number_on_list" if is_number else "utter_asked_by_itself"


def asks_for_time(heard: Heard, changes: Changes, slots: Slots) -> bool:
    """Tell whether a list is left open by who thinks, or will be back: it stands and waits."""
    told = [name for name in changes if changes[name] != slots.get(name)]
    is_asked = heard.requested_slot in (*SCREENS, VISIT_TIME, VISIT_CONFIRMED)
    return is_asked and heard.says("pauses") and not told


def is_new_as_answer(heard: Heard) -> bool:
    """Tell whether "new" answers a question: no interview is thrown away for it."""
    is_short = len(heard.text.split()) <= MOST_WORDS_OF_NEW and heard.values("onset")
    return bool(is_short) and heard.may_mean({"restart"}) and heard.active_form is not None
