"""Words of an onset: "it started", "I fell", and no "we moved to Dallas"."""

from __future__ import annotations

from bot.nlu.phrases import has_phrase
from bot.nlu.quantities_words import QuantityWords

# Between a person and what that person did.
BESIDE = frozenset(["only", "just", "have", "had", "first", "also"])


def onsets_in(forms: list[str], vocabulary: QuantityWords) -> set[str]:
    """Return the words of an onset; who "moved to Dallas" moved nothing heavy."""
    found = {"fall"} if has_phrase(forms, vocabulary["falls"]) else set()
    return found | {
        form
        for place, form in enumerate(forms)
        if form in vocabulary["onset"] and not is_harmless(place, forms, vocabulary)
    }


def is_harmless(place: int, forms: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether a word of an onset is none here: "we came by boat", "she fell asleep"."""
    form = forms[place]
    follows = "".join(forms[place + 1 : place + 2])
    if follows in vocabulary.raw["harmless_onsets"].get(form, ()):
        return True
    lead = [one for one in forms[max(0, place - 3) : place] if one not in BESIDE]
    if form in vocabulary["arrivals"] and not vocabulary["things"].isdisjoint(lead[-1:]):
        return True  # "the new bed came"
    is_person = not vocabulary["persons"].isdisjoint(lead[-1:])
    return is_person and follows in vocabulary.raw["harmless_of_persons"].get(form, ())
