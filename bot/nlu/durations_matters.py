"""Whether a length of time is that of another matter: another part, a job, a mother's trouble."""

from __future__ import annotations

from bot.nlu.durations_things import is_of_a_breakdown, is_of_a_holding, is_of_a_thing
from bot.nlu.phrases import has_phrase
from bot.nlu.quantities_words import QuantityWords

SHORT_WINDOW = 5
MONTH = 30
YEAR_DAYS = 365
MARKS = frozenset([",", "(", ")", "-", ":"])


def is_of_another(
    before: list[str], after: list[str], days: float, vocabulary: QuantityWords
) -> bool:
    """Tell whether a length is that of another part, of a thing, of service, of a relative."""
    return (
        is_elsewhere(before, after, vocabulary)
        or is_of_a_thing(before, vocabulary)
        or is_of_a_breakdown(before, [*before, *after], vocabulary)
        or _is_of_what_lasted(before, vocabulary)
        or (vocabulary["ago"].isdisjoint(after[:1]) and is_of_a_holding(before, vocabulary))
        or _is_service(days, after, vocabulary)
        or _is_of_a_relative(before, days, vocabulary)
    )


def is_evident(before: list[str], after: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether a sentence speaks of the trouble, or of nothing else than a length.

    "I paid into this plan for 20 years" speaks of something else, whatever that is.
    """
    trouble = vocabulary["suffering"] - vocabulary["passing"]
    trouble |= (
        vocabulary["main_parts"]
        | vocabulary["onset"] - vocabulary["activities"]
        | vocabulary["troubles"]
    )
    row = [*before, ".", *after]
    said = {
        form
        for form, lead in zip(row, ["", *row], strict=False)
        if lead not in vocabulary["none_of"]
    }
    around = [*before, *after]
    of_it = vocabulary["said_of_it"] | vocabulary["borne"] | vocabulary["had_from"]
    is_of_it = " ".join(after[:2]) in vocabulary["of_it"] or after[:1] == ["mark"]
    if is_of_it or not trouble.isdisjoint(said) or has_phrase(around, of_it):
        return True
    plain = vocabulary["asides"] | vocabulary["for_words"] | vocabulary["date_hedges"]
    plain |= vocabulary["number_hedges"] | vocabulary["corrections"] | MARKS
    start = max((n + 1 for n, form in enumerate(before) if form in MARKS), default=0)
    told = {*before[start:]} - plain - vocabulary.numbers.keys()
    if has_phrase(around, vocabulary["on_and_off"]):
        told -= {word for phrase in vocabulary["on_and_off"] for word in phrase.split()}
    return all(form.isdecimal() for form in told)


def is_elsewhere(before: list[str], after: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether a length is that of another part of the body: "bad eyes for ten years"."""
    if not vocabulary["main_parts"].isdisjoint(before):
        return False
    if not vocabulary["elsewhere"].isdisjoint(before[-SHORT_WINDOW:]):
        return True
    of_part = after[:1] in (["for"], ["of"], ["with"], ["on"])
    return of_part and not vocabulary["elsewhere"].isdisjoint(after[1:4])


def _is_of_what_lasted(before: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether "the strike lasted" stands before a length: it names no trouble."""
    if len(before) <= 1 or before[-1] not in vocabulary["lasted"]:
        return False
    trouble = vocabulary["suffering"] | vocabulary["main_parts"] | vocabulary["troubles"]
    trouble |= vocabulary["what_ages"] | vocabulary["onset"] | vocabulary["said_to_last"]
    return before[-2] not in trouble | vocabulary["asides"] | vocabulary["for_words"] | MARKS


def _is_service(days: float, after: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether a length of years is a time of service: "30 years on the railways"."""
    if days < YEAR_DAYS or after[:1] not in (["as"], ["in"], ["at"], ["on"], ["with"], ["of"]):
        return False
    trouble = vocabulary["suffering"] | vocabulary["main_parts"] | vocabulary["onset"]
    follows = after[1:4]
    if follows[:1] in (
        ["them"],
        ["those"],
        ["these"],
        ["it"],
        ["which"],
        ["least"],
        ["most"],
        ["all"],
        ["total"],
        ["fact"],
        ["best"],
    ):
        return False
    return bool(follows) and follows != ["and", "off"] and trouble.isdisjoint(follows)


def _is_of_a_relative(before: list[str], days: float, vocabulary: QuantityWords) -> bool:
    """Tell whether "my mother had it for years" tells of a trouble that was hers."""
    had = [n for n, form in enumerate(before) if form in ("had", "suffered")]
    if not had:
        return False
    lead = before[max(0, had[-1] - 3) : had[-1]]
    if lead[-1:] in (["he"], ["she"], ["they"]) and before[:1] == ["my"]:
        kin = {*vocabulary.age["subjects"]} - {*vocabulary["persons"], "patient"}
        return not kin.isdisjoint(before[1:3])  # "my father, he had 3 years of it"
    if "late" in lead and "my" in lead:
        return True
    lead = lead[-2:]
    is_relative = (lead[:1] == ["my"] or had[-1] == 1) and not set(
        vocabulary.age["subjects"]
    ).isdisjoint(lead)
    return is_relative and (days >= MONTH or "same" in before[had[-1] :])


def is_of_others(before: list[str], days: float, vocabulary: QuantityWords) -> bool:
    """Tell whether "my father, rest him, had", "my roommate did" stands before a length."""
    if before[:1] != ["my"] or not vocabulary["self_words"].isdisjoint(before[1:]):
        return False
    if not vocabulary["strangers"].isdisjoint(before[1:2]):
        return True
    kin = {*vocabulary.age["subjects"]} - {*vocabulary["persons"], *vocabulary["self_words"]}
    # "My mother's had it for weeks" goes on.
    is_past = not {"had", "suffered"}.isdisjoint(before) and {"has", "is"}.isdisjoint(before)
    return is_past and days >= MONTH and not kin.isdisjoint(before[1:2])


def is_time_in_a_job(before: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether "been a teacher for" stands before a length of time."""
    lead = [form for form in before if form not in ("for", "of", "about", "over", "now")][-4:]
    if any(" ".join(lead[-n:]) in vocabulary["posts"] for n in (2, 3)):
        return vocabulary["suffering"].isdisjoint(set(lead) - vocabulary["passing"])
    for place, form in enumerate(lead[:-1]):
        follows = lead[place + 1 :]
        if form in vocabulary["job_leads"] and follows[0] in ("a", "an"):
            return not set(follows) & (vocabulary["suffering"] | vocabulary["onset"])
    return False
