"""Words by subject, so that the classifier knows a word that no training sentence holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from spacy.language import Language

from bot.assistant import yaml_text
from bot.assistant.yaml_text import Keys, UnreadableYaml

FILE = "topics.yml"
LONGEST_PHRASE = 4  # words after the first
CACHED_WORDS = 8192
STAR = "*"


class Topics:
    """Subjects by phrase and by the beginning of a phrase, words in the form of `norm_`."""

    def __init__(
        self, phrases: Mapping[str, tuple[str, ...]], stems: Mapping[str, tuple[str, ...]]
    ) -> None:
        self.phrases = phrases
        self.stems = stems
        self._beginnings = {
            words[:place]
            for words in (*phrases, *stems)
            for place, letter in enumerate(words)
            if letter == " "
        }
        self._of_word_cached = lru_cache(CACHED_WORDS)(self._of_phrase)

    def of(self, words: Sequence[str]) -> list[str]:
        """Return the subjects that begin at each word, one for each time it is met."""
        found: list[str] = []
        for start, word in enumerate(words, start=1):
            found += self.of_word(word)
            phrase = word
            for follower in words[start : start + LONGEST_PHRASE]:
                if phrase not in self._beginnings:
                    break
                phrase = f"{phrase} {follower}"
                found += self._of_phrase(phrase)
        return found

    def of_word(self, word: str) -> tuple[str, ...]:
        """Return the subjects of a single word."""
        return self._of_word_cached(word)

    def _of_phrase(self, phrase: str) -> tuple[str, ...]:
        """Return the subjects of a phrase as a whole: of itself or of a beginning of its end."""
        last_word = phrase.rfind(" ") + 1
        stems = (phrase[:end] for end in range(last_word + 1, len(phrase) + 1))
        topics = [topic for stem in stems for topic in self.stems.get(stem, ())]
        return tuple(dict.fromkeys((*self.phrases.get(phrase, ()), *topics)))

    def as_json(self) -> dict[str, Any]:
        """Return both tables as JSON."""
        return {"phrases": dict(self.phrases), "stems": dict(self.stems)}


NO_TOPICS = Topics({}, {})


def topics_from_json(state: Mapping[str, Any]) -> Topics:
    """Return the topics that `Topics.as_json` described."""
    return Topics(
        *(
            {key: tuple(value) for key, value in state[part].items()}
            for part in ("phrases", "stems")
        )
    )


def read_topics(folder: Path, nlp: Language) -> Topics:
    """Read the subjects of the pipeline's language; none when the folder has no such file.

    Raises ValueError with `file:line: what is wrong`.
    """
    path = folder / str(nlp.lang) / FILE
    return make_topics(_load(path), nlp) if path.is_file() else NO_TOPICS


def make_topics(entries: Mapping[str, Sequence[str]], nlp: Language) -> Topics:
    """Return topics from lists of words, phrases, and beginnings that end in a star."""
    phrases: dict[str, list[str]] = {}
    stems: dict[str, list[str]] = {}
    for topic, listed in entries.items():
        for entry in listed:
            words = " ".join(token.norm_ for token in nlp.make_doc(entry.lower().rstrip(STAR)))
            known = (stems if entry.endswith(STAR) else phrases).setdefault(words, [])
            if topic not in known:
                known.append(topic)
    return Topics(
        {words: tuple(topics) for words, topics in phrases.items()},
        {words: tuple(topics) for words, topics in stems.items()},
    )


def merged(one: Topics, other: Topics) -> Topics:
    """Return the subjects of both."""
    return Topics(_merged(one.phrases, other.phrases), _merged(one.stems, other.stems))


def _merged(
    one: Mapping[str, tuple[str, ...]], other: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    return {key: (*one.get(key, ()), *other.get(key, ())) for key in [*one, *other]}


def _load(path: Path) -> Mapping[str, Sequence[str]]:
    try:
        data = yaml_text.read(path)
    except UnreadableYaml as error:
        raise ValueError(f"{path}:{error.line}: {error.reason}") from error
    if not isinstance(data, Keys):
        raise ValueError(f"{path}:1: expected `subject: [word, ...]` lines")
    for topic, listed in data.items():
        if not isinstance(listed, list) or not all(isinstance(entry, str) for entry in listed):
            line = data.lines[topic]
            raise ValueError(f"{path}:{line}: expected a list of words, numbers in quotes")
    return {str(topic): [str(entry) for entry in listed] for topic, listed in data.items()}
