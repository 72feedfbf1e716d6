"""How the rule components keep in a saved model what they read from files."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.nlu.lexicon_files import Entry, Lexicon
from bot.nlu.matching import Wording
from bot.nlu.sounds_alike import SoundAlike

FILE = "state.json"


def write_state(path: Path, state: Any) -> None:
    """Write any JSON value into the component's folder."""
    path.mkdir(parents=True, exist_ok=True)
    text = json.dumps(state, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    (path / FILE).write_text(text, encoding="utf-8")


def read_state(path: Path) -> Any:
    """Return the JSON value that `write_state` wrote."""
    return json.loads((path / FILE).read_text(encoding="utf-8"))


def wording_from_json(state: dict[str, Any]) -> Wording:
    """Return the wording that a state describes."""
    groups = {name: tuple(lines) for name, lines in state["groups"].items()}
    rest = {key: tuple(lines) for key, lines in state.items() if key != "groups"}
    return Wording(groups=groups, **rest)


def lexicon_to_json(lexicon: Lexicon) -> dict[str, Any]:
    """Return a lexicon as JSON."""
    return asdict(lexicon)


def lexicon_from_json(state: dict[str, Any]) -> Lexicon:
    """Return the lexicon that `lexicon_to_json` described."""
    entries = tuple(
        Entry(**{key: _as_tuple(value) for key, value in entry.items()})
        for entry in state["entries"]
    )
    alike = tuple(
        SoundAlike(**{key: _as_tuple(value) for key, value in one.items()})
        for one in state["sounds_alike"]
    )
    return Lexicon(state["language"], wording_from_json(state["wording"]), entries, alike)


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
