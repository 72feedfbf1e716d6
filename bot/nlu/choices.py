"""Answers to a list of items: the `backline_choices` component.

It answers where the whole message reads as a choice ("A and D", "none of those", "only the second
one"), so that a sentence with the word "a" in it names no item. A message may also open with the
answer and go on ("none of these, it began on Friday"); "none except D" names what is excepted.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from bot.conversation.turn import Entity
from bot.nlu import attributes
from bot.nlu.choices_asked import ASKS, SAID, Asked
from bot.nlu.choices_files import read_choices
from bot.nlu.choices_names import names_something_else
from bot.nlu.choices_noes import REST_OF_NONE, Noes
from bot.nlu.choices_reading import LONGEST, Chooser
from bot.nlu.lexicon_state import read_state, write_state
from bot.nlu.matching_words import Words, read_words

EXTRACTOR = "backline_choices"


class ChoiceComponent:
    """Adds at most one `choice` to `doc._.found`."""

    def __init__(self, folder: Path, language: str) -> None:
        self._folder = folder
        self._language = language
        self._chooser: Chooser | None = None
        self._noes: Noes | None = None
        self._asked: Asked | None = None

    @property
    def chooser(self) -> Chooser:
        """The words of the pipeline's language; the file is read when it is first needed."""
        if self._chooser is None:
            self._chooser = Chooser(read_choices(self._folder / self._language))
        return self._chooser

    @property
    def noes(self) -> Noes:
        """The words of a no that is more than a word."""
        if self._noes is None:
            self._noes = Noes(self.chooser.raw)
        return self._noes

    @property
    def asked(self) -> Asked:
        """The words of a question about a letter."""
        if self._asked is None:
            self._asked = Asked(self.chooser.raw)
        return self._asked

    def __call__(self, doc: Doc) -> Doc:
        """Add what is found to `doc._.found`."""
        words = read_words(doc)
        if len(words) == 0 or self.chooser.is_for_a_moment(words):
            return doc
        if names_something_else(words.forms, self.chooser.raw):
            return doc
        written = words.as_written()
        value = self._value(written)
        if value is None and len(written) < len(words):
            value = self._value(words)
        if value is not None:
            end = max(words.ends)
            entity = Entity("choice", value, words.starts[0], end, EXTRACTOR)
            doc._.found = [*(doc._.found or ()), entity]
        return doc

    def _value(self, words: Words) -> Any | None:
        asked, rest = self.asked.letters(words)
        if not asked:
            return self._answer(words)
        said = self._answer(rest) if len(rest) else None
        return {ASKS: asked} | ({} if said is None else {SAID: said})

    def _answer(self, words: Words) -> Any | None:
        value = self.chooser.choice(words) if len(words) <= LONGEST else None
        if value is None:
            value = self.chooser.one_by_one(words) or self.chooser.opening(words)
            value = value or self.chooser.rest_of_one(words)
        if value in (None, REST_OF_NONE) and len(words) <= LONGEST:
            value = self.noes.choice(words.forms) or value
        return value

    def to_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> None:
        """Write all that was read, so that the saved pipeline needs no data folder."""
        del exclude
        write_state(path, self.chooser.raw)

    def from_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> ChoiceComponent:
        """Take over what `to_disk` wrote."""
        del exclude
        self._chooser = Chooser(read_state(path))
        return self


@Language.factory("backline_choices", default_config={"folder": "data/lexicon", "root": "."})
def create_choices(nlp: Language, name: str, folder: str, root: str) -> ChoiceComponent:
    """Make the component; `folder` is taken relative to `root`."""
    del name
    attributes.register()
    return ChoiceComponent(Path(root) / folder, nlp.lang or "")
