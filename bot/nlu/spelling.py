"""The spelling component: misspelt words, text-speak and run-together words get their `norm_`.

The text and its offsets never change. Words that are English as they stand are left alone, even
where another word was meant: a wrong correction would hide what the person wrote.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import accumulate
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Token

from bot.nlu import attributes
from bot.nlu.corrector import FREQUENT, Corrector
from bot.nlu.spelling_words import SpellingWords, read_words
from bot.nlu.word_table import WordTable

FACTORY = "backline_spelling"
WORDS_FILE = "words.json"
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
NOTHING = " "  # an empty norm would bring the typed one to light again
USUAL = 3  # times that the examples have a word; such are five of six words of the test sentences
MOST_SPLITS = 200  # a message with more run-together words than this is no language


class SpellingComponent:
    """Writes `token.norm_` and `doc._.corrected`."""

    def __init__(self, nlp: Language, folder: Path | None, *, knows_lexicon: bool = True) -> None:
        self._tokenizer = nlp.tokenizer
        self._language = str(nlp.lang)
        self._folder = folder
        self._knows_lexicon = knows_lexicon
        self._words = SpellingWords(counts={})
        self._corrector = Corrector(self._words)

    def learn(self, texts: Iterable[str]) -> None:
        """Gather the words of the lexicon folder and of the training texts.

        Without `knows_lexicon` only the common words and the short forms of the folder count: the
        texts may be about something else.

        Raises ValueError with `file:line: what is wrong` for a lexicon file that cannot be used.
        """
        if self._folder is not None:
            words = read_words(
                self._folder, self._language, texts, with_lexicon=self._knows_lexicon
            )
            self._use(words)

    def __call__(self, doc: Doc) -> Doc:
        """Correct the words of a message; run-together ones become several tokens."""
        run_together: list[tuple[Token, tuple[str, ...]]] = []
        corrected: list[int] = []
        for token in doc:
            typed, given = token.text, token.norm_
            word = typed.lower()
            if given != word:
                continue  # the tokenizer knows better: "n't" is "not"
            if INVISIBLE.search(word):
                word = INVISIBLE.sub("", word) or NOTHING
            norm = word if self._corrector.is_name(typed) else self._corrector.correct(word)
            if norm != given:
                token.norm_ = norm
                corrected += [token.idx] if norm != word else []
            elif pieces := self._pieces(typed, word):
                run_together.append((token, pieces))
        doc._.corrected = frozenset(corrected)
        self._take_apart(doc, run_together[:MOST_SPLITS])
        return doc

    def usual_words(self) -> Iterator[str]:
        """Yield the words that messages are made of, the most frequent with a capital too."""
        for word, count in self._words.counts.items():
            if count >= USUAL:
                yield word
            if count >= FREQUENT:
                yield word.capitalize()

    def to_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the words into a folder."""
        path.mkdir(parents=True, exist_ok=True)
        state = {
            "counts": dict(self._words.counts),
            "protected": sorted(self._words.protected),
            "names": sorted(self._words.names),
            "replacements": dict(self._words.replacements),
        }
        text = json.dumps(state, sort_keys=True, separators=(",", ":"))
        (path / WORDS_FILE).write_text(text, encoding="utf-8")

    def from_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> SpellingComponent:
        """Read the words that `to_disk` wrote."""
        stored = json.loads((path / WORDS_FILE).read_text(encoding="utf-8"))
        self._use(
            SpellingWords(
                counts=stored["counts"],
                protected=WordTable(stored["protected"]),
                names=frozenset(stored["names"]),
                replacements=stored["replacements"],
            )
        )
        return self

    def _use(self, words: SpellingWords) -> None:
        self._words = words
        self._corrector = Corrector(words)

    def _pieces(self, typed: str, word: str) -> tuple[str, ...]:
        # An invisible character inside would put the pieces at the wrong places.
        return self._corrector.split(word) if len(typed) == len(word) else ()

    def _take_apart(self, doc: Doc, found: list[tuple[Token, tuple[str, ...]]]) -> None:
        """Split run-together words into tokens, so that later components see the single words."""
        if not found:
            return
        with doc.retokenize() as retokenizer:
            for token, pieces in found:
                # "cant" within a run-together word is two tokens, as it is when it stands alone.
                parts = [part for piece in pieces for part in self._tokenizer(piece)]
                starts = accumulate((len(part) for part in parts), initial=0)
                typed = [
                    token.text[start : start + len(part)]
                    for start, part in zip(starts, parts, strict=False)
                ]
                retokenizer.split(
                    token,
                    typed,
                    heads=[(token, place) for place in range(len(parts))],
                    attrs={"NORM": [part.norm_ for part in parts]},
                )


@Language.factory(
    FACTORY, default_config={"folder": "data/lexicon", "knows_lexicon": True, "root": ""}
)
def make_spelling(
    nlp: Language,
    name: str,
    folder: str,
    knows_lexicon: bool,  # noqa: FBT001 -- spaCy hands over each option as a parameter
    root: str,
) -> SpellingComponent:
    """Make the component; without a `root` it waits for `from_disk`."""
    attributes.register()
    path = Path(root) / folder if root else None
    return SpellingComponent(nlp, path, knows_lexicon=knows_lexicon)
