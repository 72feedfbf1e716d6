"""From data/clinical to a Protocol, or to a list of what is wrong. Nothing is read halfway."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from actions.knowledge.assembly import assemble
from actions.knowledge.crosschecks import crosscheck
from actions.knowledge.problems import ClinicalDataError, Problem, Problems, ShapeError
from actions.knowledge.yaml_reader import Node, parse_yaml
from actions.triage.protocol import Protocol

SECTIONS: Mapping[str, tuple[str, ...]] = {
    "sources.yml": ("sources",),
    "thresholds.yml": ("thresholds",),
    "taxonomies.yml": ("facts",),
    "findings.yml": ("findings",),
    "red_flags.yml": ("screens", "red_flags"),
    "triage_rules.yml": ("shared", "triage_rules"),
    "dispositions.yml": ("dispositions", "staff_minutes", "visit_windows", "texts"),
    "advice.yml": ("self_care_levels", "reasons", "advice", "by_injury_type", "activity_notes"),
    "topics.yml": ("topics",),
}
HASH_DIGITS = 12


def load_protocol(folder: Path) -> Protocol:
    """Return the protocol of a folder, or raise ClinicalDataError with one line per problem."""
    contents = read_settled(folder)
    problems = Problems()
    roots: dict[str, Node] = {}
    for name, content in contents.items():
        root = problems.attempt(_root, name, content, folder)
        if root is not None:
            roots[name] = root
    problems.raise_if_any()
    protocol = assemble(roots, digest_of(contents), problems)
    crosscheck(protocol, roots, problems)
    problems.raise_if_any()
    return protocol


def read_settled(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file, or raise when one is missing or is just being written."""
    first, second = _read_all(folder), _read_all(folder)
    if first != second:
        message = "the files are being changed right now; try again"
        raise ClinicalDataError([Problem(str(folder), 1, message)])
    return second


def _read_all(folder: Path) -> dict[str, bytes]:
    missing = [name for name in SECTIONS if not (folder / name).is_file()]
    if missing:
        raise ClinicalDataError(
            [Problem(str(folder / name), 1, "the file is missing") for name in missing]
        )
    return {name: (folder / name).read_bytes() for name in SECTIONS}


def digest_of(contents: Mapping[str, bytes]) -> str:
    """Return the hash that a protocol's version ends with."""
    digest = hashlib.sha256()
    for name in sorted(contents):
        digest.update(f"{name}\n{len(contents[name])}\n".encode())
        digest.update(contents[name])
    return digest.hexdigest()[:HASH_DIGITS]


def _root(name: str, content: bytes, folder: Path) -> Node:
    file = str(Path(*folder.parts[-2:]) / name)
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise ShapeError(Problem(file, 1, "the file is not UTF-8 text")) from error
    root = parse_yaml(text, file)
    root.keys("version", "review", *SECTIONS[name])
    return root
