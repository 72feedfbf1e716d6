"""From a text to a `ParsedMessage`: the spaCy pipeline of config.yml and how it is asked."""

from __future__ import annotations

import re
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from threading import Lock
from typing import Any

import spacy
from spacy.attrs import IS_PUNCT, IS_SPACE, LANG, LOWER, NORM
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import compile_infix_regex

from bot.assistant.assistant import Assistant
from bot.assistant.config import ComponentSpec
from bot.conversation.turn import Intent, ParsedMessage, Scope
from bot.nlu.choices import ChoiceComponent
from bot.nlu.encoder import EncoderComponent
from bot.nlu.intent_classifier import IntentClassifier
from bot.nlu.lengths import LengthsComponent
from bot.nlu.lexicon import LexiconComponent
from bot.nlu.lexicon_files import FINDING
from bot.nlu.past_times import PastTimesComponent
from bot.nlu.patterns import PatternComponent
from bot.nlu.quantities import QuantityComponent
from bot.nlu.registry import COMPONENTS
from bot.nlu.remarks import RemarksComponent
from bot.nlu.second_net import HEARD, Flags, SecondNet
from bot.nlu.second_net_limits import FEWEST_WORDS, words_in
from bot.nlu.spelling import SpellingComponent
from bot.nlu.topics import make_topics

LONGEST_TEXT = 10_000  # characters; a person does not write more, and time must stay bounded
ENDLESS_WORD = re.compile(r"\S{200}")
MARKS = re.compile(r"[\W_]{30}")
PIECE = re.compile(r"\S{1,30}\s*|\s+")  # has every character of the text in one piece
LONE_BREAK = re.compile(r"(?<![\n.!?])\n(?!\n)")
WIDE_FROM_PLAIN = 0xFEE0  # how far full-width letters lie from the plain ones
LOOKALIKES = {
    **{code: " " for code in (*range(9), 11, 12, *range(14, 32), 127)},
    **dict.fromkeys(map(ord, "\u02bc\u2018\u2019\u201b\u0060\u00b4"), "'"),
    **{code: chr(code - WIDE_FROM_PLAIN) for code in range(0xFF01, 0xFF5F)},
    ord("\r"): " ",
}
# Letters of other alphabets that look like ours; they count as ours where ours stand beside them.
CYRILLIC_AND_GREEK = dict(
    zip(
        map(ord, "авсԁеһіјԛорԍтхуѕʋѡАВСЕНІЈКМОРТХУЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧονκρτυ"),
        "abcdehijqopgtxysvwABCEHIJKMOPTXYSABEZHIKMNOPTYXovkptu",
        strict=True,
    )
)
CUT_OFF = re.compile(r"(?<=[A-Za-z])[\x00-\x08\x0b\x0e-\x1f\x7f](?=['\u2019])")  # "can\x01't"
FOREIGN_LETTER = re.compile(r"[\u0370-\u052f]")
PLAIN_LETTER = re.compile(r"[A-Za-z]")
WORD = re.compile(r"\w+")
USED_ATTRIBUTES = frozenset([LANG, LOWER, NORM, IS_PUNCT, IS_SPACE])
# What adds no finding and takes none away; it may say more of one.
BESIDE_FINDINGS = (
    LengthsComponent,
    ChoiceComponent,
    PastTimesComponent,
    IntentClassifier,
    RemarksComponent,
)
POINTER = "current"  # names the folder of the model in force
NOTHING_SAID = Intent(None, 0.0)
# "bad.since monday": a sentence mark without its blank still ends a word.
GLUED_MARKS = r"(?<=[A-Za-z])[.,;:!?]+(?=[A-Za-z])"


class Interpreter:
    """Understands messages. Parsing changes nothing: equal text and time, equal result."""

    def __init__(self, nlp: Language) -> None:
        self.nlp = nlp
        self._lock = Lock()
        _drop_unused_attributes(nlp)

    @classmethod
    def build(cls, assistant: Assistant) -> Interpreter:
        """Build the pipeline that config.yml lists, all but the classifier ready for use.

        Raises ValueError with `file:line: what is wrong` for config.yml and the lexicon.
        """
        nlp = spacy.blank(assistant.config.language)
        _let_marks_split(nlp)
        for spec in assistant.config.pipeline:
            _add(nlp, spec, assistant.root)
        texts = [example.text for example in assistant.training_data.examples]
        for _, component in nlp.pipeline:
            if isinstance(component, SpellingComponent):
                component.learn(texts)
            if isinstance(component, PatternComponent):
                component.learn(assistant.training_data, assistant.domain.entities)
            if isinstance(component, SecondNet):
                component.use(_flags_of_signs(nlp))
            if isinstance(component, IntentClassifier):
                component.add_topics(make_topics(assistant.training_data.lookups, nlp))
        return cls(nlp)

    @classmethod
    def load(cls, model_dir: Path) -> Interpreter:
        """Read the model in force; raises FileNotFoundError when `model_dir` holds none."""
        folder = current_model(model_dir)
        if folder is None:
            raise FileNotFoundError(f"{model_dir} holds no trained model: run `backline train`")
        interpreter = cls(spacy.load(folder))
        interpreter.keep_usual_words()
        return interpreter

    def keep_usual_words(self) -> None:
        """Let spaCy keep the words that most messages are made of: making one costs it 20 µs."""
        for _, component in self.nlp.pipeline:
            if isinstance(component, SpellingComponent):
                for word in component.usual_words():
                    self.nlp.make_doc(word)

    def parse(self, text: str, *, now: datetime) -> ParsedMessage:
        """Return what a text means. `now` is aware, in the zone that "yesterday" refers to.

        What lies beyond `LONGEST_TEXT` characters is not read.
        """
        # Words met once must not stay: without a memory zone spaCy keeps every one of them.
        with self._lock, self.nlp.memory_zone():
            return _parsed(text, self.process(text[:LONGEST_TEXT], now=now))

    def may_tell(self, text: str) -> bool:
        """Tell whether a text says of anything that it is there, or likely: half of a parse.

        False means that `parse` finds nothing of the kind. Only what changes such findings is run:
        none of it looks at anything else that is found.
        """
        has_digit = any(map(str.isdigit, text))
        with self._lock, self.nlp.memory_zone():
            doc = self._tokenized(plain_letters(text[:LONGEST_TEXT]))
            for _, component in self.nlp.pipeline:
                if isinstance(component, EncoderComponent):
                    if _tells(doc):
                        return True
                    if words_in(doc) < FEWEST_WORDS:
                        continue
                # A number may be a finding by itself: a temperature.
                is_measure = isinstance(component, QuantityComponent) and not has_digit
                if not is_measure and not isinstance(component, BESIDE_FINDINGS):
                    doc = component(doc)
            return _tells(doc)

    def process(self, text: str, *, now: datetime | None = None) -> Doc:
        """Run the pipeline over a text and return spaCy's document."""
        doc = self._tokenized(plain_letters(text))
        doc._.now = now
        return self.nlp(doc)

    def _tokenized(self, text: str) -> Doc:
        """Tokenize a text; one with endless words in it is tokenized in pieces.

        spaCy's tokenizer takes marks off a word one by one, each time looking at all that is left.
        A piece of nothing but marks stays whole: it says no more when it is taken apart.
        """
        if ENDLESS_WORD.search(text) is None:
            return self.nlp.make_doc(text)
        pieces = [
            Doc(self.nlp.vocab, words=[piece], spaces=[False])
            if MARKS.fullmatch(piece)
            else self.nlp.make_doc(piece)
            for piece in PIECE.findall(text)
        ]
        return Doc.from_docs(pieces, ensure_whitespace=False) or self.nlp.make_doc("")


def plain_letters(text: str) -> str:
    """Return a text of the same length in which look-alikes are what they look like.

    Line breaks within a sentence, control characters, odd apostrophes and wide letters must not
    hide a word, nor must letters of another alphabet; a blank line still ends a sentence.
    """
    text = CUT_OFF.sub("\u200b", text)
    plain = LONE_BREAK.sub(" ", text.translate(LOOKALIKES))
    if FOREIGN_LETTER.search(plain) is None or PLAIN_LETTER.search(plain) is None:
        return plain
    return WORD.sub(_without_borrowed, plain)


def _without_borrowed(match: re.Match[str]) -> str:
    """Return a word with borrowed letters made plain, where all its letters are then plain."""
    word = match.group()
    if FOREIGN_LETTER.search(word) is None:
        return word
    plain = word.translate(CYRILLIC_AND_GREEK)
    return word if FOREIGN_LETTER.search(plain) else plain


def current_model(model_dir: Path) -> Path | None:
    """Return the folder of the model in force, or None."""
    pointer = model_dir / POINTER
    if not pointer.is_file():
        return None
    folder = model_dir / pointer.read_text(encoding="utf-8").strip()
    return folder if (folder / "meta.json").is_file() else None


def _tells(doc: Doc) -> bool:
    told = (one.details.get("assertion") for one in doc._.found or () if one.entity == FINDING)
    return not HEARD.isdisjoint(told)


def _parsed(text: str, doc: Doc) -> ParsedMessage:
    entities = tuple(sorted(doc._.found or (), key=lambda found: (found.start, found.end)))
    remarks = doc._.remarks or {}
    is_empty = not any(token.norm_.strip() for token in doc)
    if is_empty or doc._.ranking is None:
        return ParsedMessage(
            text, NOTHING_SAID, entities=entities, scope=Scope.OUTSIDE, remarks=remarks
        )
    scope, score = doc._.scope
    return ParsedMessage(
        text=text,
        intent=doc._.ranking[0],
        ranking=doc._.ranking,
        entities=entities,
        scope=scope,
        scope_score=score,
        remarks=remarks,
    )


def _flags_of_signs(nlp: Language) -> Flags:
    """Return the red flags of each sign that the lexicons of a pipeline know."""
    components = (one for _, one in nlp.pipeline if isinstance(one, LexiconComponent))
    return {
        entry.value: entry.red_flags
        for component in components
        for matcher in component.matchers
        for entry in matcher.lexicon.entries
        if entry.entity == FINDING
    }


def _drop_unused_attributes(nlp: Language) -> None:
    """Let spaCy tell of a new word only what a component asks: it knows twenty things more."""
    vocab: Any = nlp.vocab  # spaCy's types leave them out
    getters = vocab.lex_attr_getters
    for attribute in getters.keys() - USED_ATTRIBUTES:
        del getters[attribute]


def _let_marks_split(nlp: Language) -> None:
    """Split "bad.since" in three; no part of a message is a web address to us."""
    tokenizer: Any = nlp.tokenizer  # spaCy types it as any callable
    tokenizer.url_match = None
    infixes = [*(nlp.Defaults.infixes or ()), GLUED_MARKS]
    tokenizer.infix_finditer = compile_infix_regex(infixes).finditer


def _add(nlp: Language, spec: ComponentSpec, root: Path) -> None:
    if spec.name not in COMPONENTS:
        raise ValueError(
            f"config.yml:{spec.line}: no component is called {spec.name!r}."
            f"{_suggestion(spec.name, tuple(COMPONENTS))}"
        )
    known = nlp.get_factory_meta(spec.name).default_config or {}
    for option in spec.options:
        if option not in known:
            raise ValueError(
                f"config.yml:{spec.line}: {spec.name} has no option {option!r}."
                f"{_suggestion(option, tuple(known))}"
            )
    options = dict(spec.options) | ({"root": str(root)} if "root" in known else {})
    nlp.add_pipe(spec.name, config=options)


def _suggestion(name: str, known: tuple[str, ...]) -> str:
    close = get_close_matches(name, known, n=1)
    return f" Did you mean {close[0]!r}?" if close else ""
