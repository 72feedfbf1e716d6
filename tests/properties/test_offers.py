"""Whatever is free and wished: what is offered is free, fits, is spread, and is told truly."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from actions.booking.offers import MOST, NOON, Fit, Supply, offer
from actions.booking.values import Slot
from actions.booking.wish_reading import WishReader
from actions.booking.wish_words import load_wish_words
from actions.booking.wishes import Days, Direction, Hours, Wish
from tests.conftest import ROOT

ZONE = ZoneInfo("America/New_York")
# Both changes of the clocks of 2026 lie in what is generated.
FIRST = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
READER = WishReader(load_wish_words(ROOT))

moments = st.integers(0, 60 * 24 * 2).map(lambda half: FIRST + half * timedelta(minutes=30))
slots = st.builds(
    lambda start, who: Slot(who, "consultation", start, start + timedelta(minutes=30)),
    moments,
    st.sampled_from(["one", "two"]),
)
calendars = st.lists(slots, max_size=40, unique_by=lambda one: (one.start, one.clinician)).map(
    lambda found: sorted(found, key=lambda one: (one.start, one.clinician))
)
days = st.builds(
    lambda first, more: Days(first, first + timedelta(days=more)),
    st.dates(date(2026, 2, 1), date(2026, 5, 1)),
    st.integers(0, 20),
)
times = st.builds(time, st.integers(0, 23), st.sampled_from([0, 30]))
hours = st.builds(lambda one, other: Hours(min(one, other), max(one, other)), times, times)
weekdays = st.frozensets(st.integers(0, 6), max_size=3)
wishes = st.builds(
    Wish,
    weekdays=weekdays,
    no_weekdays=weekdays,
    ranges=st.lists(days, max_size=2).map(tuple),
    no_days=st.lists(days, max_size=1).map(tuple),
    hours=st.lists(hours, max_size=2).map(tuple),
    no_hours=st.lists(hours, max_size=1).map(tuple),
    not_before=st.none() | times,
    around=st.none() | times,
    direction=st.none() | st.sampled_from(Direction),
    soonest=st.booleans(),
)


@st.composite
def supplies(draw: st.DrawFn) -> Supply:
    calendar = draw(calendars)
    free = [one for one in calendar if draw(st.booleans())]
    return Supply(free, calendar, draw(st.none() | moments), ZONE)


def local(slot: Slot) -> datetime:
    return slot.start.astimezone(ZONE)


@given(supplies(), wishes)
@settings(max_examples=50)
def test_what_is_offered_is_free_and_in_order_and_never_twice_at_one_time(supply, wish):
    offered = offer(supply, wish).slots
    assert set(offered) <= set(supply.free)
    assert len(offered) <= MOST
    starts = [one.start for one in offered]
    assert starts == sorted(set(starts))


@given(supplies(), wishes)
@settings(max_examples=50)
def test_what_is_said_of_an_offer_is_true(supply, wish):
    given_ = offer(supply, wish)
    fitting = [one for one in supply.free if wish.grants(local(one))]
    match given_.fit:
        case Fit.GRANTED:
            assert all(one in fitting for one in given_.slots)
            assert supply.early_until is None or all(
                one.start < supply.early_until for one in given_.slots
            )
        case Fit.NEAR:
            assert all(one in fitting for one in given_.slots)
            assert all(wish.distance(local(one).time()) for one in given_.slots)
        case Fit.TOO_LATE:
            assert all(one in fitting for one in given_.slots)
            assert all(one.start >= supply.early_until for one in given_.slots)
        case Fit.TAKEN:
            assert any(wish.grants(local(one)) for one in supply.calendar)
        case Fit.NEVER:
            assert not any(wish.grants(local(one)) for one in supply.calendar)
        case Fit.NOTHING:
            assert not supply.free


@given(supplies(), wishes)
@settings(max_examples=50)
def test_whoever_can_have_a_time_is_offered_one(supply, wish):
    assert bool(offer(supply, wish).slots) == bool(supply.free)


@given(supplies())
@settings(max_examples=50)
def test_the_earliest_is_among_them_and_the_others_are_on_other_days(supply):
    early = [
        one for one in supply.free if supply.early_until is None or one.start < supply.early_until
    ] or supply.free
    offered = offer(supply, Wish()).slots
    if not offered:
        return
    assert offered[0].start == early[0].start
    different = {local(one).date() for one in early}
    assert len({local(one).date() for one in offered}) == min(MOST, len(different))
    parts = {(local(one).date(), local(one).time() < NOON) for one in early}
    if len(offered) == MOST and len(different) >= MOST:
        elsewhere = {is_morning for day, is_morning in parts if day != local(offered[0]).date()}
        assert elsewhere <= {local(one).time() < NOON for one in offered}


@given(supplies(), st.lists(st.sampled_from(Direction), max_size=4))
@settings(max_examples=50)
def test_looking_on_shows_only_what_lies_there(supply, directions):
    shown, seen = offer(supply, Wish()).slots, set()
    for direction in directions:
        seen |= {one.start for one in shown}
        now = offer(supply, Wish(direction=direction), shown, seen)
        if now.fit in {Fit.GRANTED, Fit.NEAR, Fit.TOO_LATE}:
            if direction is Direction.OTHER:
                assert seen.isdisjoint(one.start for one in now.slots)
            if direction is Direction.EARLIER:
                assert max(now.slots, key=lambda one: one.start).start < shown[0].start
            if direction is Direction.LATER:
                assert now.slots[0].start > shown[-1].start
        else:
            assert now.slots == shown
        shown = now.slots


@given(wishes, wishes)
@settings(max_examples=50)
def test_a_wish_is_the_same_after_it_was_kept(one, other):
    assert Wish.from_json(one.as_json()) == one
    both = other.after(one)
    assert Wish.from_json(both.as_json()) == both
    assert other.after(both) == both


@given(st.text(max_size=80), st.integers(0, 2000).map(lambda days: FIRST + timedelta(days)))
@settings(max_examples=50)
def test_no_text_breaks_the_reading(text, now):
    READER.read(text, now.astimezone(ZONE))


@given(
    st.lists(
        st.sampled_from(
            ["31", "february", "30", "0", "99", "/", "-", ":", "not", "after", "the", "th", "week",
             "in", "2", "between", "and", "am", "pm", "next", "monday", "from", "1st", "of", "2026"]
        ),
        max_size=9,
    ).map(" ".join)
)  # fmt: skip
@settings(max_examples=100)
def test_no_words_of_time_in_any_order_break_the_reading(text):
    READER.read(text, datetime(2026, 2, 28, 9, 0, tzinfo=ZONE))
