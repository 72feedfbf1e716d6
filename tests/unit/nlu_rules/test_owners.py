"""Whose a trouble is, by who stands in front of it."""

import pytest

from bot.nlu.owners import Owner, Owners

# "i | sore , she | numb . sore": the writer at 0, another at 3
PEOPLE = Owners(own=(0,), others=(3,), commas=(2,), stops=(5,))


@pytest.mark.parametrize(
    ("first", "last", "owner", "why"),
    [
        (1, 2, Owner.WRITER, "the writer stands in front of it"),
        (4, 5, Owner.ANOTHER, "another is nearer"),
        (6, 7, Owner.NOBODY, "nobody stands in its sentence"),
        (3, 5, Owner.ANOTHER, "another is named by its own words"),
        (0, 2, Owner.WRITER, "the writer is named by its own words"),
        (0, 5, Owner.NOBODY, "both are named by its own words"),
    ],
)
def test_the_nearest_person_owns_a_trouble(first, last, owner, why):
    assert PEOPLE.of(first, last) is owner, why


def test_a_comma_parts_a_person_from_what_follows():
    assert Owners(others=(0,), commas=(1,)).of(2, 3) is Owner.NOBODY


def test_who_only_tells_of_a_trouble_does_not_have_it():
    assert Owners(others=(1,), tellers=((0, 3),)).of(3, 4) is Owner.NOBODY


def test_what_the_writer_has_too_is_not_another_persons():
    people = Owners(others=(0,), shared=((3, 6),), stops=(6,))
    assert people.of(1, 2) is Owner.NOBODY
    assert people.is_shared(2)


def test_what_is_shared_in_the_next_sentence_is_something_else():
    people = Owners(others=(0,), shared=((4, 7),), stops=(3,))
    assert people.of(1, 2) is Owner.ANOTHER


def test_words_that_end_with_the_writer_turn_to_the_writer():
    boss = [Named(0, 1)]
    assert Owners(own=(1,), others=(0,)).turns_to_writer((0, 4), boss)
    assert not Owners(own=(1,), others=(0, 2)).turns_to_writer((0, 4), boss)
    assert not Owners(others=(0,)).turns_to_writer((0, 4), boss)


class Named:
    """Somebody who is named."""

    def __init__(self, first: int, last: int) -> None:
        self.first = first
        self.last = last
