"""A denial that another word takes back, and how near ones of the same words are meant."""

from typing import Any

import pytest

from tests.language.suite import entities, findings, load

CASES = load("denied_and_there.yml")


def _named(case: dict[str, Any]) -> str:
    return f"{case['sign']}: {case['text']}"


def _is_heard(text: str, sign: str) -> bool:
    """Tell whether a sign is told, or asked about, as one that is contested is."""
    return any(
        entity.details["assertion"] in {"present", "unsure"} or "contested" in entity.details
        for entity in entities(text)
        if entity.entity == "finding" and entity.value == sign
    )


@pytest.mark.parametrize("case", CASES["there"], ids=_named)
def test_what_is_there_is_told_or_asked_about(case):
    assert _is_heard(case["text"], case["sign"])


@pytest.mark.parametrize("case", CASES["meant"], ids=_named)
def test_a_sign_is_meant_as_said(case):
    assert findings(case["text"]).get(case["sign"]) == {case["as"]}
