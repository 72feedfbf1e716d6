"""What a message tells while a visit is booked, moved or cancelled: a time, a person, a yes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from actions.booking.birth_dates import birth_date_and_rest
from actions.booking.offered import Offered, slot_from_text, slot_to_text
from actions.booking.values import Slot
from actions.booking.wish_reading import WishReader
from actions.booking.wishes import Direction, Wish
from actions.contact import FORM as CONTACT_FORM
from actions.contact import MAX_NAME_LETTERS, contact_given
from actions.message import Heard
from actions.person_put_right import person_put_right
from actions.phones import phone_in, spoken_phone
from actions.slots import (
    BIRTH_DATE,
    BOOKING_FORM,
    CONTACT_NAME,
    CONTACT_PHONE,
    NOT_GIVEN,
    OWN_PHONE,
    VISIT_CONFIRMED,
    VISIT_OFFERS,
    VISIT_TASK,
    VISIT_TIME,
    VISIT_WISH,
    Slots,
)
from actions.visit_alone import is_about_visit
from actions.visit_changes import (
    BOOK,
    CANCEL,
    MISTAKEN,
    MOVE,
    REFUSED,
    WANTED,
    Changes,
    agreed,
    as_before,
    forgotten,
    is_day_alone,
    looking_for,
    seen_from,
    tells_sign,
    yes_with_aside,
)

REFUSALS = frozenset({"skip", "dont_know", "deny"})
# What may name a time before any is offered.
ASKS_FOR_VISIT = frozenset({"book_consultation", "change_booking", "affirm"})
CHANGEABLE = (VISIT_TIME, CONTACT_NAME, BIRTH_DATE, CONTACT_PHONE)
# What the form takes as told to it.
GIVEN = (*CHANGEABLE, VISIT_TASK, VISIT_WISH, VISIT_OFFERS, VISIT_CONFIRMED, OWN_PHONE)
MOST_OF_DATE = 40


@dataclass(frozen=True, slots=True)
class VisitEar:
    """Listens for a visit's time and person. Days and times are those of `zone`."""

    reader: WishReader
    zone: ZoneInfo

    def given(self, heard: Heard, slots: Slots, at: datetime) -> Changes:
        """Return the slots that a message sets, said at an aware moment."""
        now = at.astimezone(self.zone)
        if heard.active_form == CONTACT_FORM:
            return contact_given(heard, slots, self.reader.words.names) | self._spoken(heard)
        if heard.active_form != BOOKING_FORM:
            return self._wished_early(heard, slots, now)
        turned = self._reopened(heard, slots) or self._switched(heard, slots, now)
        if turned:
            return turned
        asked: dict[str, Callable[[Heard, Slots, datetime], Changes]] = {
            VISIT_TASK: self._task,
            VISIT_TIME: self._time,
            CONTACT_NAME: self._name,
            BIRTH_DATE: self._birth_date,
            CONTACT_PHONE: self._phone,
            VISIT_CONFIRMED: self._correction,
        }
        listen = asked.get(heard.requested_slot or "")
        changes = {} if listen is None else listen(heard, slots, now)
        return changes | as_before(heard, slots) if changes else {}

    def _spoken(self, heard: Heard) -> Changes:
        """Return a phone number that was told in words."""
        is_written = heard.requested_slot is None or phone_in(heard.text) is not None
        words = "" if is_written else self.reader.words.in_digits(heard.text)
        phone = spoken_phone(words)
        return {} if phone is None else {CONTACT_PHONE: phone}

    def _switched(self, heard: Heard, slots: Slots, now: datetime) -> Changes:
        """Return the slots of who would rather call the visit off than move it, or the reverse."""
        words, normal = self.reader.words, self.reader.normal(heard.text)
        if heard.is_tap() or tells_sign(heard, suspected=False):
            return {}
        if slots.get(VISIT_TASK) == MOVE and words.has("calling_off", normal):
            return {VISIT_TASK: CANCEL, VISIT_TIME: None, VISIT_CONFIRMED: None}
        if slots.get(VISIT_TASK) == CANCEL and words.has("rescheduling", normal):
            wish = self.reader.read(heard.text, now).limits()
            return {VISIT_TASK: MOVE, VISIT_WISH: wish.as_json() or None, VISIT_CONFIRMED: None}
        return {}

    def _wished_early(self, heard: Heard, slots: Slots, now: datetime) -> Changes:
        """Keep a time that is named along with the wish for a visit, or in answer to its offer."""
        if heard.active_form is not None or heard.is_tap() or tells_sign(heard):
            return {}
        is_talked_of = slots.get("contact_purpose") == "consultation" or slots.get(
            "booking_reference"
        )
        wish = self.reader.read(heard.text, now)
        is_talked_of = is_talked_of or is_day_alone(heard, wish, slots)
        may_be_wish = heard.intent is None or heard.intent.startswith(("inform_", "correct_"))
        if heard.intent not in ASKS_FOR_VISIT and not (is_talked_of and may_be_wish):
            return {}
        # "Earlier" looks at the visit that is booked; of pain that was worse earlier, it does not.
        is_of_visit = heard.intent == "change_booking" or is_about_visit(heard, slots, self.reader)
        wish = replace(wish.limits(), direction=wish.direction if is_of_visit else None)
        if not wish:
            return {}
        return {VISIT_WISH: wish.as_json()} | as_before(heard, slots)

    def _reopened(self, heard: Heard, slots: Slots) -> Changes:
        """Return what is forgotten because a button asks to change it."""
        named_parts = [one for one in heard.values("fact") if one in CHANGEABLE]
        return forgotten(named_parts, slots)

    def _task(self, heard: Heard, slots: Slots, now: datetime) -> Changes:
        words, normal = self.reader.words, self.reader.normal(heard.text)
        tapped = heard.values("task")
        if tapped:
            return {VISIT_TASK: tapped[-1]}
        if words.has("cancelling", normal):
            return {VISIT_TASK: CANCEL}
        wish = self.reader.read(heard.text, now).limits()
        if wish or words.has("moving", normal):
            return {VISIT_TASK: MOVE} | ({VISIT_WISH: wish.as_json()} if wish else {})
        return {}

    def _time(self, heard: Heard, slots: Slots, now: datetime) -> Changes:
        """Take one of the times on show, or look for others as wished."""
        tapped = heard.values("offer")
        if tapped:
            return {VISIT_TIME: tapped[-1]} if slot_from_text(tapped[-1]) else {}
        offered = Offered.from_json(slots.get(VISIT_OFFERS))
        wish = self._wish(heard, now)
        hour = self.reader.bare_hour(heard.text)
        named = None if hour is None else offered.at_hour(hour, self.zone)
        picked = named or self._picked(heard, wish, offered) or offered.whichever(wish)
        if picked is not None:
            return {VISIT_TIME: slot_to_text(picked)}
        if wish.choice is not None or (not wish and heard.intent in {"affirm", "dont_know"}):
            return {VISIT_OFFERS: offered.as_json() | {"unclear": True}}
        return looking_for(wish, slots) if wish else {}

    def _wish(self, heard: Heard, now: datetime) -> Wish:
        if heard.is_tap():
            return Wish(direction=Direction.OTHER) if heard.intent == "deny" else Wish()
        wish = self.reader.read(heard.text, now)
        normal = self.reader.normal(heard.text)
        if wish or heard.intent != "deny" or self.reader.words.has("declining", normal):
            return wish
        return Wish(direction=Direction.OTHER)

    def _picked(self, heard: Heard, wish: Wish, offered: Offered) -> Slot | None:
        """Return the one of those on show that a message takes, by its place, day or time."""
        shown = offered.slots
        if not wish:
            return shown[0] if heard.intent == "affirm" and len(shown) == 1 else None
        if wish.choice is not None:
            place = wish.choice if wish.choice < 0 else wish.choice - 1
            return shown[place] if -len(shown) <= place < len(shown) else None
        names_one = wish.weekdays or wish.dates or wish.around
        if not names_one or wish.direction or not self.reader.takes(heard.text):
            return None
        local = {one: one.start.astimezone(self.zone) for one in shown}
        fitting = [one for one, start in local.items() if wish.grants(start)]
        exact = [one for one in fitting if wish.distance(local[one].time()) == 0]
        return exact[0] if len(exact) == 1 else None

    def _name(self, heard: Heard, slots: Slots, now: datetime) -> Changes:
        turned = self._turned_to_time(heard, slots, now)
        if turned:
            return turned
        born, rest = birth_date_and_rest(heard.text, now.date())
        # The phone goes first where it stands alone: a date's digits look like one's.
        whole = heard if born is None else replace(heard, text=rest)
        changes = contact_given(whole, slots, self.reader.words.names)
        if born is not None:
            changes[BIRTH_DATE] = born
        if changes:
            return changes
        # What is too long for a name, or has no letter, is told so.
        is_long = len(heard.text) > MAX_NAME_LETTERS and "?" not in heard.text
        is_no_word = not any(letter.isalnum() or letter == "?" for letter in heard.text)
        return (
            {CONTACT_NAME: heard.text} if (is_long or is_no_word) and not tells_sign(heard) else {}
        )

    def _birth_date(self, heard: Heard, slots: Slots, now: datetime) -> Changes:
        found, rest = birth_date_and_rest(heard.text, now.date())
        if found is None:
            found, rest = birth_date_and_rest(self.reader.words.in_digits(heard.text), now.date())
        if found is not None:
            phone = phone_in(rest)
            return {BIRTH_DATE: found} | ({CONTACT_PHONE: phone} if phone else {})
        turned = self._turned_to_time(heard, slots, now)
        if turned:
            return turned
        # "Yesterday" is no birth date, and in answer to this question no length of pain either.
        is_day = heard.filled and heard.filled <= set(MISTAKEN)
        has_digit = any(letter.isdigit() for letter in heard.text)
        if (has_digit or is_day) and not tells_sign(heard):
            return {BIRTH_DATE: heard.text[:MOST_OF_DATE]}
        return {BIRTH_DATE: NOT_GIVEN} if heard.intent in REFUSALS else {}

    def _phone(self, heard: Heard, slots: Slots, now: datetime) -> Changes:
        """Take the number that the person writes from, where it was asked whether to."""
        own = slots.get(OWN_PHONE)
        phone = phone_in(heard.text) or spoken_phone(self.reader.words.in_digits(heard.text))
        normal = self.reader.normal(heard.text)
        has_none = "@" in heard.text or self.reader.words.has("no_phone", normal)
        if phone is not None or (has_none and not tells_sign(heard)):
            return {CONTACT_PHONE: phone or heard.text}
        if any(letter.isdigit() for letter in heard.text):
            return self._turned_to_time(heard, slots, now) or {CONTACT_PHONE: heard.text}
        is_known = own not in (None, REFUSED, WANTED)
        if "?" not in normal and self.reader.words.has("own_number", normal):
            return {CONTACT_PHONE: own} if is_known else {OWN_PHONE: WANTED}
        if is_known and heard.intent == "affirm":
            return {CONTACT_PHONE: own}
        if is_known and heard.intent == "deny":
            return {OWN_PHONE: REFUSED}
        return self._turned_to_time(heard, slots, now)

    def _correction(self, heard: Heard, slots: Slots, now: datetime) -> Changes:
        """Put right what was read back: the name, birth date, number or time that is named."""
        is_booked = slots.get(VISIT_TASK) == BOOK
        words = self.reader.words
        changes = person_put_right(heard, slots, words, now.date()) if is_booked else {}
        if changes:
            return changes | {VISIT_CONFIRMED: None}
        if heard.intent == "skip":
            # Whoever passes over "shall I book it?" has not said no to a visit.
            return {VISIT_CONFIRMED: False}
        if slots.get(VISIT_TASK) == CANCEL or heard.is_tap():
            return {}
        changes = self._another_time(heard, slots, now)
        normal = self.reader.normal(heard.text)
        if not changes and words.is_of_visit_alone(normal) and words.has("rescheduling", normal):
            # "Sorry, I can't make it": another time is looked for.
            return forgotten((VISIT_TIME,), slots)
        if changes:
            return changes
        said_yes = yes_with_aside(heard, words, normal)
        if said_yes:
            return said_yes
        return {} if tells_sign(heard) else agreed(words, normal, slots)

    def _another_time(self, heard: Heard, slots: Slots, now: datetime) -> Changes:
        turned = self._turned_to_time(heard, slots, now)
        if turned.get(VISIT_TIME):
            return turned
        held = slot_from_text(slots.get(VISIT_TIME))
        wish = self.reader.read(heard.text, seen_from(held, self.reader.words, heard, now))
        if wish.choice is not None or not (wish.limits() or wish.direction):
            return {}
        # "Yes, Thursday is good" says the day that was read back.
        agrees = heard.intent == "affirm" and held is not None and not wish.direction
        if agrees and held is not None and wish.grants(held.start.astimezone(self.zone)):
            return {}
        return looking_for(wish, slots)

    def _turned_to_time(self, heard: Heard, slots: Slots, now: datetime) -> Changes:
        """Return the wish of somebody who wants another time while something else is asked."""
        normal = self.reader.normal(heard.text)
        if heard.is_tap() or not self.reader.words.has("changing", normal):
            return {}
        wish = self.reader.read(heard.text, now)
        if wish.choice is not None:
            picked = self._picked(heard, wish, Offered.from_json(slots.get(VISIT_OFFERS)))
            taken = {VISIT_TIME: picked and slot_to_text(picked), VISIT_CONFIRMED: None}
            return taken if picked else {}
        return looking_for(wish, slots) if wish.limits() or wish.direction else {}
