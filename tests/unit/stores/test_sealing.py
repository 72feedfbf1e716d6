"""A sealed value tells nothing, opens as it was, and in its own place only."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.extension import SCHEMAS
from actions.sealing import sealed_columns
from bot.stores.errors import Unreadable
from bot.stores.rows import purpose_of
from bot.stores.sealing import NO_KEYS, PLAIN, SEALED, Keyring, key_id_of

OLD, NEW = "the key of last year", "the key of this year"
RING = Keyring([NEW])
SEALER = RING.sealer("events.data")
# What Python can hold, lone surrogates too; among them texts that look like ours.
TEXTS = st.text(st.characters(codec=None)) | st.builds(
    lambda *parts: "".join(parts),
    st.sampled_from([SEALED, PLAIN, f"{SEALED}0a1b2c3d:"]),
    st.text(max_size=8),
)


@given(TEXTS)
def test_every_text_opens_as_it_was(text):
    for sealer in (SEALER, NO_KEYS.sealer("events.data")):
        assert sealer.open(sealer.seal(text)) == text


@given(st.text(min_size=4))
def test_a_sealed_text_shows_nothing_of_itself_and_looks_different_each_time(text):
    sealed = SEALER.seal(text)
    assert text not in sealed
    assert sealed.startswith(SEALER.head)
    assert sealed.isascii()
    assert sealed != SEALER.seal(text)


@given(st.text(), st.integers(min_value=0), st.integers(min_value=1, max_value=127))
def test_a_changed_value_never_opens_as_another_text(text, place, change):
    sealed = SEALER.seal(text)
    at = len(SEALER.head) + place % (len(sealed) - len(SEALER.head))
    changed = sealed[:at] + chr(ord(sealed[at]) ^ change) + sealed[at + 1 :]
    # The last letter of base64 has bits that mean nothing.
    is_last = sealed[at + 1 :].strip("=") == ""
    try:
        assert SEALER.open(changed) == text
        assert is_last
    except Unreadable:
        pass


@pytest.mark.parametrize(
    "sealed",
    [SEALER.head, SEALER.head + "AAAA", SEALER.seal("x")[:-4]],
    ids=["nothing", "too little", "all but the end"],
)
def test_a_value_that_was_cut_off_does_not_open(sealed):
    with pytest.raises(Unreadable, match="changed or damaged"):
        SEALER.open(sealed)


def test_a_value_does_not_open_in_another_column():
    with pytest.raises(Unreadable):
        RING.sealer("turns.replies").open(SEALER.seal("words"))


def test_without_a_key_texts_stay_as_they_are():
    assert NO_KEYS.sealer("events.data").seal("words") == "words"


def test_what_was_written_before_there_was_a_key_stays_readable():
    assert SEALER.open('{"event": "user"}') == '{"event": "user"}'


def test_a_text_that_looks_half_sealed_is_plain():
    assert SEALER.open(f"{SEALED}not a key id") == f"{SEALED}not a key id"


def test_the_first_of_several_keys_seals_and_all_open():
    old = Keyring([OLD]).sealer("events.data").seal("words")
    both = Keyring([NEW, OLD]).sealer("events.data")
    assert both.open(old) == "words"
    assert key_id_of(both.seal("words")) == RING.ids[0]
    assert SEALER.open(both.seal("words")) == "words"


@pytest.mark.parametrize("ring", [RING, NO_KEYS])
def test_a_value_of_a_key_that_is_not_here_names_the_variable_and_not_the_key(ring):
    with pytest.raises(Unreadable, match="BACKLINE_ENCRYPTION_KEY") as caught:
        ring.sealer("events.data").open(Keyring([OLD]).sealer("events.data").seal("words"))
    assert OLD not in str(caught.value)
    assert Keyring([OLD]).ids[0] in str(caught.value)


def test_every_private_column_of_the_clinic_is_sealed_under_its_own_name():
    columns = list(sealed_columns(*SCHEMAS))
    assert {"contact_requests.phone", "queue_items.name"} <= {one.type.purpose for one in columns}
    assert [one.type.purpose for one in columns] == [purpose_of(one) for one in columns]
