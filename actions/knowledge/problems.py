"""What is wrong with a clinical file, told to the person who wrote it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import ParamSpec, TypeVar

A_FEW = 8
P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, with the file and the line (from 1)."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class ClinicalDataError(Exception):
    """The clinical files cannot be used; `problems` says why, one line each."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class ShapeError(Exception):
    """One entry of a file has the wrong shape; reading goes on with the next entry."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


class Problems:
    """Collects problems, so that an author sees all of them at once."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def add(self, problem: Problem) -> None:
        """Note a problem."""
        self.found.append(problem)

    def attempt(self, read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        """Return what `read` returns, or None after noting its problem."""
        try:
            return read(*args, **kwargs)
        except ShapeError as error:
            self.add(error.problem)
            return None

    def raise_if_any(self) -> None:
        """Raise ClinicalDataError with everything found so far."""
        if self.found:
            raise self.error()

    def error(self) -> ClinicalDataError:
        """Return everything found so far as one error, sorted by place."""
        by_place = sorted(self.found, key=lambda one: (one.file, one.line, one.message))
        return ClinicalDataError(by_place)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return " Did you mean x?" for the nearest known word, or the list of a few, or nothing."""
    known = list(known)
    close = get_close_matches(word, known, n=1, cutoff=0.5)
    if close:
        return f" Did you mean {close[0]}?"
    if len(known) <= A_FEW:
        return f" Known: {', '.join(known)}."
    return ""
