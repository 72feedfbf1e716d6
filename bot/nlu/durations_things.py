"""Whether a length of time is that of a thing or an animal: "the dog has been limping"."""

from __future__ import annotations

from bot.nlu.quantities_words import QuantityWords

LONGEST_NAME = 4  # words between "had" and what somebody had: "this old work"


def is_of_a_thing(before: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether the words before a length, or before "since", are about a thing.

    `before` are those of its sentence. Where the trouble is named too, the length is its own.
    """
    if _is_of_an_animal(before, vocabulary):
        return True
    if not vocabulary["main_parts"].isdisjoint(before):
        return False
    if _is_of_the_weather(before, vocabulary):
        return True
    return any(_is_subject(place, before, vocabulary) for place in range(len(before)))


def _is_of_an_animal(before: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether "my dog did his back" stands before a length: its back is its own."""
    row = before[before.index("my") :] if "my" in before else before
    is_led = len(row) > 1 and row[0] in vocabulary["own"] and row[1] in vocabulary["animals"]
    return is_led and not {"his", "her", "its", "the"}.isdisjoint(row[2:])


def is_of_a_breakdown(before: list[str], said: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether "the boiler broke", "our wifi went down" stands before a time.

    Where a trouble is told of in the same sentence, `said`, it may have come with it.
    """
    trouble = (vocabulary["suffering"] - vocabulary["passing"]) | vocabulary["main_parts"]
    if not (trouble | vocabulary["persons"]).isdisjoint(said):
        return False
    things = [n for n, form in enumerate(before) if form in vocabulary["appliances"]]
    return bool(things) and not vocabulary["breakdowns"].isdisjoint(before[things[0] + 1 :])


def _is_of_the_weather(before: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether "the snow started" is all that stands before a time."""
    idle = vocabulary["for_words"] | vocabulary["onset_verbs"] - vocabulary["since"]
    lead = [form for form in before if form not in idle]
    return len(lead) == 1 and lead[0] in vocabulary["fallen_weather"]


def _is_subject(place: int, before: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether "the dog has been", "it has been raining" stands at a place."""
    follows = before[place + 1 : place + 3]
    if before[place] == "been":
        return not vocabulary["weather"].isdisjoint(follows[:1])
    if place <= 1 and "been" not in follows and vocabulary["persons"].isdisjoint(before):
        follows = before[place + 1 : place + LONGEST_NAME + 3]  # "the hoist on the ward has been"
    is_thing = before[place] in vocabulary["things"] | vocabulary["appliances"]
    return is_thing and "been" in follows and vocabulary["onset"].isdisjoint(follows)


def is_of_a_holding(before: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether the words end in "had this pickup", "had my desk chair for"."""
    lead = [*before]
    while lead and lead[-1] in vocabulary["for_words"]:
        lead.pop()
    if not lead or lead[-1] not in vocabulary["things"]:
        return False
    return not vocabulary["holding"].isdisjoint(lead[-LONGEST_NAME - 1 : -1])
