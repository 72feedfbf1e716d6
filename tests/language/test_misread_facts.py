"""What is harmless is neither taken for danger nor for another fact, and the true sign stays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.language.suite import entities, findings, load
from tests.language.test_suites import amiss

CASES = load("misread_facts.yml")["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_a_message_tells_what_it_tells_and_no_more(case: dict[str, Any]) -> None:
    """Each case names what is heard and what is not."""
    assert not [*amiss(case), *_amiss_beside(case)]


def _amiss_beside(case: dict[str, Any]) -> Iterator[str]:
    """Yield what a case wants and does not get, beyond what examiner.yml knows."""
    text = case["text"]
    found, heard = findings(text), entities(text)
    told = {(one.entity, str(one.value)) for one in heard}
    yield from (
        f"neither {one} nor a doubt of it"
        for one in case.get("asked_not", ())
        if found.get(one, set()) & {"present", "unsure"}
    )
    yield from (f"nothing of {one}" for one in case.get("never", ()) if one in found)
    yield from (f"no {one}" for one in case.get("denied", ()) if found.get(one) != {"absent"})
    yield from (
        f"{name} not {value}"
        for name, value in case.get("not", {}).items()
        if (name, str(value)) in told
    )
    reasons = {value for name, value in told if name == "onset"} & {"explained", "old"}
    if case.get("explained") and not reasons:
        yield "no reason for both legs"
    if case.get("unexplained") and reasons:
        yield "a reason for both legs"
    now = {one.entity for one in heard if one.role is None}
    yield from (f"{name} of now" for name in case.get("current", ()) if name in now)
    if "named" in case:
        choices = [one.value for one in heard if one.entity == "choice"]
        if not any(case["named"] in one.get("letters", ()) for one in choices):
            yield f"letter {case['named']}"
