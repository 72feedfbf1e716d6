"""`python -m tests.language.misses`: write every miss of the blind draws into docs/evaluation.md.

Also prints how far each draw is understood, for the tables above them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.language import blind_suite as blind
from tests.language.suite import ROOT, alarms, doubts, entities, findings

PAGE = ROOT / "docs" / "evaluation.md"
HEADING = "## Every miss that is left"
NOTE = "Labels are the authors' own and unchanged. Written by `python -m tests.language.misses`."
DRAWS = (*"abcdefghijklpqrstuvwxyz", "aa", "bb", "cc", "dd", "ee", "ff", "bc", "bd")
ONLY_SIGNS, ONLY_LENGTHS = frozenset({"c", "t"}), blind.DRAWS_OF_LENGTHS

Missed = tuple[list[Any], int]


def main() -> None:
    """Rewrite the end of the page."""
    parts = [HEADING, NOTE]
    for draw in DRAWS:
        rows = [*(() if draw in ONLY_LENGTHS else _signs(draw)), *_lengths(draw), *_facts(draw)]
        table = ["| said | wanted | understood |", "|---|---|---|", *map(_line, rows)]
        parts += [f"### Draw {draw}", "\n".join(table)]
        print(draw, _shares(draw), flush=True)
    before = PAGE.read_text("utf-8").partition(HEADING)[0]
    PAGE.write_text(before + "\n\n".join(parts) + "\n", encoding="utf-8")


def _shares(draw: str) -> str:
    if draw in ONLY_LENGTHS:
        return _percent({"lengths": blind.misread_durations(draw)})
    measures: dict[str, Missed] = {
        "heard": blind.missed_signs(draw),
        "asked": blind.unasked_signs(draw),
        "quiet": blind.false_alarms(draw),
        "denials": blind.misread_signs(draw, "absent"),
        "meant": blind.misread_signs(draw),
    }
    if draw in blind.DRAWS_WITH_LENGTHS:
        measures["lengths"] = blind.misread_durations(draw)
    if draw not in ONLY_SIGNS:
        measures["facts"] = blind.missed_facts(draw)
    return _percent(measures)


def _percent(measures: dict[str, Missed]) -> str:
    return " ".join(
        f"{name} {100 - 100 * len(missed) / total:.1f}"
        for name, (missed, total) in measures.items()
    )


def _signs(draw: str) -> Iterator[tuple[str, str, str]]:
    for case in blind.missed_signs(draw)[0]:
        yield case["text"], f"{case['finding']} present", _understood(case["text"], case["finding"])
    for text, finding, meant in blind.misread_signs(draw)[0]:
        yield text, f"{finding} {meant}", _understood(text, finding)
    for text, raised in blind.false_alarms(draw)[0]:
        yield text, "no alarm", ", ".join(sorted(raised))


def _lengths(draw: str) -> Iterator[tuple[str, str, str]]:
    for case in blind.misread_durations(draw)[0] if draw in blind.DRAWS_WITH_LENGTHS else ():
        wanted = case.get("days", f"{case.get('low')} to {case.get('high')}")
        found = [f"{entity.value:g}" for entity in entities(case["text"]) if _is_length(entity)]
        meant = "no length" if wanted is None else f"{wanted} days"
        yield case["text"], meant, " and ".join(found) or "nothing"


def _facts(draw: str) -> Iterator[tuple[str, str, str]]:
    without = ONLY_SIGNS | ONLY_LENGTHS
    for text, name, value in () if draw in without else blind.missed_facts(draw)[0]:
        found = [str(one.value) for one in entities(text) if one.entity == name]
        yield text, f"{name} {value}", "/".join(found) or "nothing"


def _is_length(entity: Any) -> bool:
    return bool(entity.entity == "duration" and entity.role is None)


def _understood(text: str, finding: str) -> str:
    meant = findings(text).get(finding)
    if meant:
        return "/".join(sorted(meant))
    if alarms(text):
        return "heard: " + ", ".join(sorted(alarms(text)))
    return "asked about: " + ", ".join(sorted(doubts(text))) if doubts(text) else "nothing"


def _line(row: tuple[str, str, str]) -> str:
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "/") for cell in row) + " |"


if __name__ == "__main__":
    main()
