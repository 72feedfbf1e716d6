"""What a message says of the conversation itself: the `backline_remarks` component.

`doc._.remarks` gets, by the names of data/lexicon/<language>/remarks.yml, what is `said` of answers
and lists, the `facts` that are named, the `units` that are told (`units_denied`: "not days"), in
days, and the `letters`. Those that belong to something else are `initials`.

A finding gets `seems_there` where a what-if speaks of it as of something that is there, and a
duration `is_length` where it is counted out. What follows is not decided here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from bot.nlu import attributes
from bot.nlu.lexicon_files import LexiconError, YamlFile
from bot.nlu.lexicon_state import read_state, write_state
from bot.nlu.matching_syntax import PatternError
from bot.nlu.remarks_beside import Beside
from bot.nlu.remarks_letters import Letters
from bot.nlu.word_lines import WORD, Line, LineIndex, bare_words

FILE = "remarks.yml"
OF_LINES = ("said", "facts", "units", "units_denied")
OF_WORDS = {
    "letters": (
        "small",
        "capital",
        "named_by",
        "names",
        "whole",
        "articles",
        "behind_articles",
    ),
    "what_ifs": ("had", "begins", "within", "conditions"),
    "lengths": ("units", "relative"),
}
KEYS = ("groups", *OF_LINES, *OF_WORDS)

Remarks = dict[str, tuple[Any, ...]]


class RemarkWords:
    """The words of one language, ready to run. `raw` is the file's content, for the saved model."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.raw = raw
        self._lines = {part: LineIndex(raw[part], raw["groups"]) for part in OF_LINES}
        self._letters = Letters(raw["letters"])
        self.beside = Beside(raw["what_ifs"], raw["lengths"])

    def read(self, text: str) -> Remarks:
        """Return what a text says, by kind; what it does not say is left out."""
        words = bare_words(text)
        alone = bare_words(" ".join(filter(_is_one_word, text.split())))
        found = {
            "said": self._named("said", words),
            "facts": self._named("facts", words),
            "units": self._days("units", alone),
            "units_denied": self._days("units_denied", words),
            **self._letters.of(text),
        }
        return {kind: values for kind, values in found.items() if values}

    def _days(self, part: str, words: str) -> tuple[int, ...]:
        likely = self._lines[part].open(words)
        return tuple(int(days) for days, line in likely for _ in range(line.count(words)))

    def _named(self, part: str, words: str) -> tuple[str, ...]:
        likely = self._lines[part].open(words)
        return tuple(sorted({name for name, line in likely if line.is_in(words)}))


class RemarksComponent:
    """Sets `doc._.remarks`, and adds to findings and durations what the words beside them say."""

    def __init__(self, folder: Path, language: str) -> None:
        self._folder = folder
        self._language = language
        self._words: RemarkWords | None = None

    @property
    def words(self) -> RemarkWords:
        """The words of the pipeline's language; the file is read when it is first needed."""
        if self._words is None:
            self._words = read_remarks(self._folder / self._language)
        return self._words

    def __call__(self, doc: Doc) -> Doc:
        """Read the remarks of a message."""
        text = attributes.text_of(doc)
        doc._.remarks = self.words.read(text)
        if doc._.found:
            doc._.found = [self.words.beside.told(one, text) for one in doc._.found]
        return doc

    def to_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> None:
        """Write all that was read, so that the saved pipeline needs no data folder."""
        del exclude
        write_state(path, self.words.raw)

    def from_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> RemarksComponent:
        """Take over what `to_disk` wrote."""
        del exclude
        self._words = RemarkWords(read_state(path))
        return self


def _is_one_word(piece: str) -> bool:
    """Tell whether a piece of a text is a word: "year", and not "70-year-old"."""
    return sum(1 for _ in WORD.finditer(piece)) == 1


def read_remarks(folder: Path) -> RemarkWords:
    """Read the file of a language; raises LexiconError with `file:line: what is wrong`."""
    file = YamlFile(folder / FILE)
    file.check_keys(file.data, KEYS)
    missing = next((key for key in KEYS if key not in file.data), None)
    if missing is not None:
        raise LexiconError(f"{folder.name}/{FILE}:1: the key {missing!r} is missing")
    for part in ("groups", *OF_LINES):
        for name in file.data[part]:
            _check_lines(file, part, name)
    for part, names in OF_WORDS.items():
        file.check_keys(file.data[part], names)
        for name in names:
            if not isinstance(file.data[part].get(name), list):
                raise file.refuse(file.data, part, f"{part!r} needs a list {name!r}")
    return RemarkWords(_plain(file.data))


def _check_lines(file: YamlFile, part: str, name: Any) -> None:
    node = file.data[part]
    if not isinstance(node[name], list) or not node[name]:
        raise file.refuse(node, name, f"{str(name)!r} must be a list of lines")
    if part.startswith("units") and not str(name).isdecimal():
        raise file.refuse(node, name, f"{str(name)!r} is no number of days")
    # A group holds no other: what contains itself has no end.
    groups = {} if part == "groups" else _plain(file.data["groups"])
    for place, line in enumerate(node[name]):
        try:
            Line(str(line), groups)
        except PatternError as error:
            raise file.refuse(node[name], place, str(error)) from error


def _plain(node: Any) -> Any:
    if isinstance(node, Mapping):
        return {str(key): _plain(value) for key, value in node.items()}
    return [str(item) for item in node] if isinstance(node, Sequence) else str(node)


@Language.factory("backline_remarks", default_config={"folder": "data/lexicon", "root": "."})
def create_remarks(nlp: Language, name: str, folder: str, root: str) -> RemarksComponent:
    """Make the component; `folder` is taken relative to `root`."""
    del name
    attributes.register()
    return RemarksComponent(Path(root) / folder, nlp.lang or "")
