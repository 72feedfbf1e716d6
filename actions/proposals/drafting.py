"""From what a person typed to files that the loader accepts, or to what is wrong with them."""

from __future__ import annotations

import difflib
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from actions.knowledge.loader import digest_of, load_protocol, read_settled
from actions.knowledge.problems import ClinicalDataError, Problem
from actions.knowledge.review import UNSIGNED
from actions.knowledge.yaml_reader import parse_yaml
from actions.proposals.changes import changes_of
from actions.proposals.values import Draft
from actions.triage.protocol import Protocol

THRESHOLDS = "thresholds.yml"
KEPT_PROTOCOLS = 8
NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,6})?")
VALUE = re.compile(r"(\bvalue:\s*)([^\s,}#]+)")
VERSION = re.compile(r"^version:.*$", re.MULTILINE)
SIGNATURES = re.compile(r"\b(authored_by|checked_by):\s*([^,}\n]+?)(?=\s*[,}\n])")
MINOR = re.compile(r"(\d+)\.(\d+)")
NOTHING_CHANGED = "nothing is changed"
NOT_IN_FORCE = (
    "the files were changed since the server started: restart it, so that what is proposed rests "
    "on what is in force"
)


@dataclass(frozen=True, slots=True)
class Workbench:
    """Where changes are drafted: the folder of the clinical files, and the protocol in force."""

    folder: Path
    protocol: Protocol

    def texts(self) -> dict[str, str]:
        """Return the files in force by name. Raises ClinicalDataError where they are not."""
        contents = read_settled(self.folder)
        if digest_of(contents) != self.protocol.version.rpartition("+")[2]:
            raise ClinicalDataError([Problem(str(self.folder), 1, NOT_IN_FORCE)])
        return {name: content.decode() for name, content in contents.items()}

    def draft(self, changed: Mapping[str, str]) -> Draft:
        """Return a change of some files; raises ClinicalDataError with one line per problem."""
        base = self.texts()
        typed = {name: _plain(text) for name, text in changed.items() if name in base}
        real = {name: text for name, text in typed.items() if _body(text) != _body(base[name])}
        if not real:
            raise ClinicalDataError([Problem(str(self.folder), 1, NOTHING_CHANGED)])
        version = next_version(self.protocol.version)
        files = {
            name: _with_version(_unsigned(real[name], text) if name in real else text, version)
            for name, text in base.items()
        }
        after = protocol_of(files)
        changes = changes_of(self.protocol, after, real)
        return Draft(self.protocol.version, after.version, base, files, changes)

    def values_in(self, text: str) -> Mapping[str, str]:
        """Return the values of a file of thresholds as they are written there, by id."""
        lines = text.splitlines()
        found = {name: VALUE.search(lines[line - 1]) for name, line in _value_lines(text)}
        return {name: one[2] for name, one in found.items() if one is not None}

    def with_thresholds(self, values: Mapping[str, str]) -> str:
        """Return the file of thresholds with these values, as they were typed, by id.

        Everything else of it stays, comments too. Raises ClinicalDataError.
        """
        text = self.texts()[THRESHOLDS]
        lines = text.splitlines()
        problems = []
        for name, line in _value_lines(text):
            typed = values.get(name, "").strip()
            found = VALUE.findall(lines[line - 1])
            if not NUMBER.fullmatch(typed):
                problems.append(_problem(line, f"{name}: {typed[:40]!r} is no number"))
            elif len(found) != 1:
                problems.append(_problem(line, f"{name} stands beside others: change the file"))
            elif float(typed) != float(found[0][1]):
                lines[line - 1] = VALUE.sub(rf"\g<1>{typed}", lines[line - 1])
        if problems:
            raise ClinicalDataError(problems)
        return "\n".join(lines) + "\n"


def protocol_of(files: Mapping[str, str]) -> Protocol:
    """Return the protocol that files make, or raise ClinicalDataError with file and line.

    A change is read when it is proposed, and again when it is replayed: the latest are kept.
    """
    return _protocol_of(tuple(sorted(files.items())))


@lru_cache(maxsize=KEPT_PROTOCOLS)
def _protocol_of(files: tuple[tuple[str, str], ...]) -> Protocol:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "data" / "clinical"
        write_files(dict(files), folder)
        return load_protocol(folder)


def write_files(files: Mapping[str, str], folder: Path) -> None:
    """Write files into a folder that is made for them."""
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_bytes(text.encode())


def next_version(version: str) -> str:
    """Return the version after one such as 1.3.0+3f2a90c1b7de: 1.4.0."""
    written = version.rpartition("+")[0]
    found = MINOR.match(written)
    return f"{found[1]}.{int(found[2]) + 1}.0" if found else f"{written}.1"


def differences(draft: Draft) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield the lines of a patch for each file, without those that only got the new version."""
    for name, before in draft.base.items():
        after = draft.files[name]
        if _body(before) != _body(after):
            yield name, list(_patch(name, before, after))


def patch(draft: Draft) -> str:
    """Return the whole change as one patch."""
    pairs = ((name, before, draft.files[name]) for name, before in draft.base.items())
    return "".join(f"{line}\n" for pair in pairs for line in _patch(*pair))


def _patch(name: str, before: str, after: str) -> Iterator[str]:
    path = f"data/clinical/{name}"
    sides = before.splitlines(), after.splitlines()
    return difflib.unified_diff(*sides, f"a/{path}", f"b/{path}", lineterm="")


def _plain(text: str) -> str:
    """Return a text as files have it: a browser ends its lines in another way."""
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"


def _body(text: str) -> str:
    return VERSION.sub("", text, count=1)


def _with_version(text: str, version: str) -> str:
    return VERSION.sub(f"version: {version}", text, count=1)


def _unsigned(text: str, before: str) -> str:
    """Return a changed file without the signatures that were put under the earlier one.

    A signature that is new is kept: signing is a change of the file like any other.
    """
    if SIGNATURES.findall(text)[:2] != SIGNATURES.findall(before)[:2]:
        return text
    return SIGNATURES.sub(rf"\1: {UNSIGNED}", text, count=2)


def _value_lines(text: str) -> list[tuple[str, int]]:
    entries = parse_yaml(text, THRESHOLDS).value["thresholds"].items()
    return [(one.value["id"].text(), one.value["value"].line) for one in entries]


def _problem(line: int, message: str) -> Problem:
    return Problem(f"clinical/{THRESHOLDS}", line, message)
