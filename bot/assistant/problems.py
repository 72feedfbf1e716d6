"""What is wrong with a file, told to the person who wrote it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

A_FEW = 6


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to mend, with its file and line (counted from 1)."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class AssistantError(Exception):
    """The assistant's files cannot be used; `problems` and str() say why, one line each."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Misread(Exception):
    """One entry of a file has the wrong shape; reading goes on with the next entry."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


class Problems:
    """Collects problems, so that an author sees all of them at once."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def add(self, file: str, line: int, message: str) -> None:
        """Note a problem."""
        self.found.append(Problem(file, line, message))

    def raise_if_any(self) -> None:
        """Raise AssistantError with everything found so far."""
        if self.found:
            raise AssistantError(self.found)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return " Did you mean x?" for the nearest known word, else a short list of all, else ""."""
    names = sorted(known)
    close = get_close_matches(word, names, n=1, cutoff=0.5)
    if close:
        return f" Did you mean {close[0]}?"
    if 0 < len(names) <= A_FEW:
        return f" Known: {', '.join(names)}."
    return ""
