"""Units of time without a number: "for weeks", "days ago", "oh lord, years", "week and change"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.nlu.durations_counted import MARKS, and_more
from bot.nlu.phrases import without_phrases
from bot.nlu.quantities_words import Item, QuantityWords

FORTNIGHT = 14  # days; the one unit that is a length without a number
LONGEST_ALONE = 8  # items of a message that says a unit alone


def bare_ends(form: str, vocabulary: QuantityWords) -> tuple[float, float] | None:
    """Return the fewest and the most days that "weeks" or "fortnight" alone stand for."""
    ends = vocabulary.raw["vague_units"].get(form)
    if ends is None and form in vocabulary["singular"]:
        return vocabulary.units[form], vocabulary.units[form]
    return (ends[0], ends[1]) if ends else None


def is_bare_length(items: Sequence[Item], place: int, vocabulary: QuantityWords) -> bool:
    """Tell whether a unit without a number is a length of time: "for weeks", "days ago"."""
    before = items[place - 1].form if place else ""
    after = items[place + 1].form if place + 1 < len(items) else ""
    is_fortnight = items[place].value == FORTNIGHT and not items[place].form.endswith("s")
    is_hedged = after in ("", ".", "!") or after in vocabulary["number_hedges"]
    if place == 0 and items[place].value >= 1 and (after == "," or (is_fortnight and is_hedged)):
        return True  # "weeks, on and off", "fortnight or so"
    if items[place].value >= 1 and _is_all_said(items, place, vocabulary):
        return True  # "oh lord, years", "honestly months at this point"
    if items[place].form in vocabulary["singular"]:
        behind = " ".join(item.form for item in items[1:3])
        if place == 0 and (and_more(items, 1, vocabulary) or behind == "or so"):
            return True  # "week and change", "year or so"
        return _is_whole(items, place, vocabulary)
    if before == "of" and place > 1 and items[place - 2].form == "matter":
        return True
    return before in vocabulary["bare_leads"] or after in vocabulary["bare_tails"]


def _is_all_said(items: Sequence[Item], place: int, vocabulary: QuantityWords) -> bool:
    """Tell whether a unit is all that is said: "days", "months and months tbh"."""
    unit = items[place].form
    if unit in vocabulary["singular"] or len(items) > LONGEST_ALONE:
        return False
    rest = [item.form for n, item in enumerate(items) if n != place and item.form != unit]
    plain = vocabulary["asides"] | vocabulary["number_hedges"] | vocabulary["for_words"]
    plain |= vocabulary["bare_tails"] | MARKS
    # "Sorry, I meant weeks" corrects what was told before.
    plain -= vocabulary["corrections"] | vocabulary["taking_back"]
    return plain.issuperset(without_phrases(rest, vocabulary["bare_rests"]))


def _is_whole(items: Sequence[Item], place: int, vocabulary: QuantityWords) -> bool:
    """Tell whether "for whole week", "full-month" without an article is a length."""
    start = place
    while start > 0 and (
        items[start - 1].form == "-" or items[start - 1].form in vocabulary["whole"]
    ):
        start -= 1
    before = items[start - 1].form if start else ""
    is_all = start == 0 and place + 1 == len(items)
    return start < place and (before in vocabulary["bare_leads"] or is_all)
