"""Answers to a list of items: the `backline_choices` component.

It answers only where the whole message reads as a choice ("A and D", "none of those", "only the
second one"), so that a sentence with the word "a" in it names no item.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from bot.conversation.turn import Entity
from bot.nlu import attributes
from bot.nlu.lexicon_files import LexiconError, YamlFile
from bot.nlu.lexicon_state import read_state, write_state
from bot.nlu.matching_words import Words, read_words

EXTRACTOR = "backline_choices"
FILE = "choices.yml"
LISTS = (
    "letters", "ordinal_ends", "first", "last", "fillers", "not_words", "none", "all", "unsure",
    "edges",
)  # fmt: skip
MAPPINGS = ("ordinals", "counts")
LONGEST = 24
MOST_ITEMS = 12


class ChoiceComponent:
    """Adds at most one `choice` to `doc._.found`."""

    def __init__(self, folder: Path, language: str) -> None:
        self._folder = folder
        self._language = language
        self._chooser: Chooser | None = None

    @property
    def chooser(self) -> Chooser:
        """The words of the pipeline's language; the file is read when it is first needed."""
        if self._chooser is None:
            self._chooser = Chooser(read_choices(self._folder / self._language))
        return self._chooser

    def __call__(self, doc: Doc) -> Doc:
        """Add what is found to `doc._.found`."""
        words = read_words(doc)
        if not 0 < len(words) <= LONGEST:
            return doc
        value = self.chooser.choice(words)
        if value is not None:
            end = max(words.ends)
            entity = Entity("choice", value, words.starts[0], end, EXTRACTOR)
            doc._.found = [*(doc._.found or ()), entity]
        return doc

    def to_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> None:
        """Write all that was read, so that the saved pipeline needs no data folder."""
        del exclude
        write_state(path, self.chooser.raw)

    def from_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> ChoiceComponent:
        """Take over what `to_disk` wrote."""
        del exclude
        self._chooser = Chooser(read_state(path))
        return self


class Chooser:
    """Reads a message as an answer to a list."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.raw = raw
        self._letters = frozenset(raw["letters"])
        self._fillers = frozenset(raw["fillers"])
        self._edges = frozenset(raw["edges"])
        self._phrases = {phrase: name for name in ("none", "all", "unsure") for phrase in raw[name]}

    def choice(self, words: Words) -> Any | None:
        """Return letters, ordinals, "none", "all" or "unsure"; None when it is no answer."""
        whole = self._phrase(list(words.forms))
        if whole is not None:
            return whole
        forms = self._join_ordinals(words)
        counted = self._first_or_last(forms)
        if counted is not None:
            return {"ordinals": counted}
        letters, ordinals = self._letters_of(forms, words), self._ordinals_of(forms)
        if letters is None or ordinals is None or (letters and ordinals):
            return None
        if letters:
            return {"letters": letters}
        return {"ordinals": ordinals} if ordinals else None

    def _phrase(self, forms: list[str]) -> str | None:
        while forms:
            found = self._phrases.get(" ".join(forms))
            if found is not None:
                return found
            if forms[-1] in self._edges and forms[-1] not in self._letters:
                forms = forms[:-1]
            elif forms[0] in self._edges:
                forms = forms[1:]
            else:
                return None
        return None

    def _join_ordinals(self, words: Words) -> list[str]:
        joined: list[str] = []
        for form in words.forms:
            if joined and joined[-1].isdecimal() and form in self.raw["ordinal_ends"]:
                joined[-1] += form
            else:
                joined.append(form)
        return joined

    def _letters_of(self, forms: list[str], words: Words) -> list[str] | None:
        """Return the letters named; empty for none, None when other words make it a sentence."""
        run = self._run_of_letters(words)
        if run:
            return run
        named = []
        for place, form in enumerate(forms):
            if form in self._letters:
                if form == "a" and not self._is_letter_a(forms, place):
                    return []
                named.append(form.upper())
            elif form not in self._fillers and self._ordinal(form) is None:
                return None
        return sorted(set(named))

    def _run_of_letters(self, words: Words) -> list[str]:
        if len(words) != 1:
            return []
        text = words.written[0]
        is_run = 1 < len(text) <= MOST_ITEMS and set(text) <= self._letters
        return sorted(text.upper()) if is_run and list(text) == sorted(set(text)) else []

    def _is_letter_a(self, forms: list[str], place: int) -> bool:
        following = forms[place + 1] if place + 1 < len(forms) else ""
        return following in ("", ",", "and", "&", ".", "!", "or", "/", "+", "plus", ";", ")") or (
            following in self._letters
        )

    def _ordinals_of(self, forms: list[str]) -> list[int] | None:
        """Return the places named; empty for none, None when other words make it a sentence."""
        named = []
        for form in forms:
            place = self._ordinal(form)
            if place is not None:
                named.append(place)
            elif form not in self._fillers and form not in self._letters:
                return None
        if set(forms) & set(self.raw["not_words"]) and named:
            return None
        return sorted(set(named))

    def _first_or_last(self, forms: list[str]) -> list[int] | None:
        for place, form in enumerate(forms[:-1]):
            count = self.raw["counts"].get(forms[place + 1], forms[place + 1])
            if form in self.raw["first"] and str(count).isdecimal():
                rest = [*forms[:place], *forms[place + 2 :]]
                is_answer = all(word in self._fillers for word in rest)
                return list(range(1, min(int(count), MOST_ITEMS) + 1)) if is_answer else None
        return None

    def _ordinal(self, form: str) -> int | None:
        place = self.raw["ordinals"].get(form)
        if place is not None:
            return int(place)
        if form.isdecimal() and form.isascii() and 0 < int(form[:4]) <= MOST_ITEMS:
            return int(form)
        return None


def read_choices(folder: Path) -> Mapping[str, Any]:
    """Read the file of a language; raises LexiconError with `file:line: what is wrong`."""
    file = YamlFile(folder / FILE)
    file.check_keys(file.data, (*LISTS, *MAPPINGS))
    missing = [name for name in (*LISTS, *MAPPINGS) if name not in file.data]
    if missing:
        raise LexiconError(f"{folder.name}/{FILE}:1: the key {missing[0]!r} is missing")
    lists = {name: [str(item) for item in file.data[name]] for name in LISTS}
    tables = {name: {str(k): int(v) for k, v in file.data[name].items()} for name in MAPPINGS}
    return {**lists, **tables}


@Language.factory("backline_choices", default_config={"folder": "data/lexicon", "root": "."})
def create_choices(nlp: Language, name: str, folder: str, root: str) -> ChoiceComponent:
    """Make the component; `folder` is taken relative to `root`."""
    del name
    attributes.register()
    return ChoiceComponent(Path(root) / folder, nlp.lang or "")
