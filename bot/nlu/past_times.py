"""How long ago a message puts a finding: the `backline_past_times` component.

The findings that data/lexicon/<language>/past_times.yml names get three details: `told_times`, the
times right beside them, `told_again`, where a second one is told of, and `told_lately`, where the
message names any time of the last year. Every finding that stands with an old time alone gets
`told_old`. What that means for the finding is not decided here.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from bot.conversation.turn import Entity
from bot.nlu import attributes
from bot.nlu.lexicon_files import YamlFile
from bot.nlu.lexicon_state import read_state, write_state
from bot.nlu.matching_words import Words, read_words
from bot.nlu.past_times_old import with_told_old
from bot.nlu.past_times_told import Time, told_times
from bot.nlu.phrases import has_phrase
from bot.nlu.quantities_words import QuantityWords, read_quantities

FILE = "past_times.yml"
KEYS = (
    "findings", "ago", "compares", "between", "again", "when_aged", "at_age", "short_year",
    "young_leads", "young_fillers", "young", "youth", "main_names", "old_days", "worsening",
    "asked_when_old",
)  # fmt: skip
YEAR = 365  # days


class PastTimesComponent:
    """Adds to findings in `doc._.found` what is told of their time."""

    def __init__(self, folder: Path, language: str) -> None:
        self._folder = folder
        self._language = language
        self._state: tuple[Mapping[str, Any], QuantityWords] | None = None

    @property
    def state(self) -> tuple[Mapping[str, Any], QuantityWords]:
        """The words of the pipeline's language; the files are read when they are first needed."""
        if self._state is None:
            folder = self._folder / self._language
            file = YamlFile(folder / FILE)
            file.check_keys(file.data, KEYS)
            self._state = (_plain(file.data), read_quantities(folder))
        return self._state

    def __call__(self, doc: Doc) -> Doc:
        """Add the details to the findings that have a time."""
        found = list(doc._.found or ())
        rules, vocabulary = self.state
        if not any(one.entity == "finding" for one in found):
            return doc
        words = read_words(doc)
        found = with_told_old(found, words, rules)
        if any(_is_timed(one, rules) for one in found):
            times = told_times(words, rules, vocabulary, doc._.now)
            found = [
                _with_times(one, words, times, rules) if _is_timed(one, rules) else one
                for one in found
            ]
        doc._.found = found
        return doc

    def to_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> None:
        """Write all that was read, so that the saved pipeline needs no data folder."""
        del exclude
        rules, vocabulary = self.state
        write_state(path, {"rules": rules, "quantities": vocabulary.raw})

    def from_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> PastTimesComponent:
        """Take over what `to_disk` wrote."""
        del exclude
        state = read_state(path)
        self._state = (state["rules"], QuantityWords(state["quantities"]))
        return self


def _is_timed(entity: Entity, rules: Mapping[str, Any]) -> bool:
    return entity.entity == "finding" and entity.value in rules["findings"]


def _with_times(
    entity: Entity, words: Words, times: list[Time], rules: Mapping[str, Any]
) -> Entity:
    of_it = rules["findings"][entity.value]
    beside = [one.details for one in times if _is_beside(entity, one, words, rules)]
    told = {
        "told_times": beside,
        "told_again": _is_told_again(words.forms, of_it, rules["again"]),
        "told_lately": any(one.details.get("low", YEAR + 1) <= YEAR for one in times),
    }
    return replace(entity, details={**entity.details, **told})


def _is_told_again(forms: list[str], of_it: Mapping[str, Any], again: str) -> bool:
    repeated = any(form == again and before in of_it["again"] for before, form in pairwise(forms))
    others = [form for form in forms if form != again]
    names = sum(form in of_it["names"] for form in forms)
    return repeated or names > 1 or has_phrase(others, of_it["another"])


def _is_beside(entity: Entity, time: Time, words: Words, rules: Mapping[str, Any]) -> bool:
    """Tell whether nothing but words of the finding stand between it and a time."""
    of_it = rules["findings"][entity.value]
    first = bisect_right(words.ends, entity.start)
    last = bisect_left(words.starts, entity.end)
    if first <= time.first < last:
        between = words.forms[first : time.first]
        if not set(of_it["names"]) & {*between}:
            return False  # the time of what came before it
    elif time.first >= last:
        between = words.forms[last : time.first]
    elif time.last > first:
        return False  # its last word is the first of the finding: "ten years |back ..."
    else:
        between = words.forms[time.last : first]
    plain = {*rules["between"], *of_it["between"], *of_it["names"]}
    # The number of a bone, "L 4", is a digit; a longer number is a time of its own.
    return all(form in plain or (form.isdecimal() and len(form) == 1) for form in between)


def _plain(node: Any) -> Any:
    if isinstance(node, Mapping):
        return {str(key): _plain(value) for key, value in node.items()}
    return [str(item) for item in node] if isinstance(node, list) else str(node)


@Language.factory("backline_past_times", default_config={"folder": "data/lexicon", "root": "."})
def create_past_times(nlp: Language, name: str, folder: str, root: str) -> PastTimesComponent:
    """Make the component; `folder` is taken relative to `root`."""
    del name
    attributes.register()
    return PastTimesComponent(Path(root) / folder, nlp.lang or "")
