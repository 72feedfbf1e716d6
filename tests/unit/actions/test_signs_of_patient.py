"""A sign that is told of somebody by name, in a conversation held for that person or not."""

from __future__ import annotations

from typing import Any

import pytest

from actions.message import Heard
from actions.whose import with_signs_of_patient


def _heard(said_of: str | None) -> Heard:
    sign: dict[str, Any] = {
        "entity": "finding",
        "value": "fever",
        "assertion": "other_person",
        "theirs": True,
    }
    return Heard(
        text="back pain, my kid has a fever",
        intent=None,
        confidence=0.0,
        entities=({**sign, "said_of": said_of} if said_of else sign,),
        requested_slot=None,
        active_form=None,
        filled=frozenset(),
    )


@pytest.mark.parametrize(
    ("patient", "said_of", "assertion"),
    [
        ("son", "child", "present"),
        ("child", "daughter", "present"),
        ("wife", "wife", "present"),
        ("wife", "child", "other_person"),
        # "The baby" has no name here: it is asked about.
        ("son", None, "unsure"),
        (None, "child", "other_person"),
    ],
)
def test_a_sign_of_the_patient_by_name_counts(
    patient: str | None, said_of: str | None, assertion: str
) -> None:
    """It is another's only where the conversation is not about that one."""
    heard = with_signs_of_patient(_heard(said_of), {"proxy": patient})
    assert [one["assertion"] for one in heard.entities] == [assertion]
