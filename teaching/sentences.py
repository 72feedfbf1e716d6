"""What the encoder is taught by: sentences, and what each is known to say and not to say."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.assistant import yaml_text
from bot.assistant.assistant import Assistant, load_assistant
from bot.nlu import encoder, intent_classifier, second_net
from bot.nlu.interpreter import Interpreter
from bot.nlu.lexicon_files import FINDING
from bot.nlu.suite_scores import SUITE_TIME
from bot.nlu.suites import ASSERTIONS, QUIET

TAUGHT = "data/second_net"
OUTSIDE = "out_of_scope"
FOLDERS = (TAUGHT, "data/lengths", "tests/language", "tests/language/blind")
# Another language, and the draws that tell how well unseen wording is understood.
NEVER_TAUGHT = frozenset({"spanish.yml"}) | {
    f"{kind}_{draw}.yml"
    for kind, draws in (
        ("intents_draw", ("d", "e")),
        ("findings", ("p", "q", "t", "y", "z", "aa", "bb", "cc", "dd", "ee", "ff")),
        ("facts", ("p", "q", "y", "z", "aa", "bb", "cc", "dd", "ee", "ff")),
    )
    for draw in draws
}
# What takes time and hears no sign, or must not be listened to.
DEAF_TO_SIGNS = (encoder.FACTORY, second_net.FACTORY, intent_classifier.FACTORY)
AT_ONCE = 500  # sentences that a process takes
_listening: list[Interpreter] = []  # one a process
FACTS = ("activity", "injury_type", "leg_pain", "daily_function", "pain_trend")
# Whoever wants this tells nothing about the pain.
WITHOUT_FACTS = frozenset(
    {
        "affirm", "ask_capabilities", "ask_cost", "ask_how_to_answer", "ask_location", "ask_more",
        "ask_opening_hours", "ask_privacy", "ask_why", "deny", "dont_know", "goodbye", "greet",
        "inform_contact", "other_body_part", "out_of_scope", "restart", "skip", "stop",
        "talk_to_person", "thank",
    }
)  # fmt: skip


@dataclass(slots=True)
class Sentence:
    """A sentence. `signs` are those that it speaks of, with the assertion that its author gave.

    `facts` holds a value for each fact that it tells, None for each that it is known not to tell.
    Of the signs in `unknown` it is not known whether it tells them. Of what is new more is to be
    learnt.
    """

    text: str
    signs: dict[str, str] = field(default_factory=dict)
    facts: dict[str, str | None] = field(default_factory=dict)
    intent: str | None = None
    unknown: frozenset[str] = frozenset()
    is_quiet: bool = False
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Lessons:
    """All sentences, and the labels that they are taught to have, each kind in its order."""

    sentences: tuple[Sentence, ...]
    signs: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    intents: tuple[str, ...]


def lessons_of(
    assistant: Assistant, *, without: Collection[str], new: Collection[str] = ()
) -> Lessons:
    """Return all sentences of the project but those of the files named `without`.

    Those of the files named `new` were never taught before.

    Of the signs that nobody speaks of in labelling a sentence it is not known whether they are
    there where the lexicon hears something of them. The examples of data/nlu.yml are left out:
    they measure how well intents are understood. Raises ValueError with `file:line: ...`.
    """
    found: dict[str, Sentence] = {}
    left_out = NEVER_TAUGHT.union(without)
    for folder in FOLDERS:
        for file in sorted((assistant.root / folder).glob("*.yml")):
            if file.name not in left_out:
                _read(found, file, is_complete=folder == TAUGHT, is_new=file.name in new)
    for example in assistant.training_data.examples:
        found.pop(example.text, None)
    sentences = tuple(found.values())
    _mark_unknown(assistant, sentences)
    return Lessons(
        sentences,
        signs=tuple(sorted({sign for one in sentences for sign in one.signs})),
        facts=tuple(sorted({told for one in sentences for told in _told(one.facts)})),
        intents=tuple(sorted({one.intent for one in sentences if one.intent is not None})),
    )


def _told(facts: Mapping[str, str | None]) -> Iterator[tuple[str, str]]:
    return ((name, value) for name, value in facts.items() if value is not None)


def _read(found: dict[str, Sentence], file: Path, *, is_complete: bool, is_new: bool) -> None:
    content: Mapping[str, Any] = yaml_text.read(file)
    for name, part in content.items():
        for item in _items(name, part):
            text = str(item["text"])
            one = found.setdefault(text, Sentence(text))
            one.is_quiet |= name in QUIET
            one.is_new |= is_new
            one.signs.update(_signs(item))
            one.intent = item.get("intent", one.intent)
            has_all_facts = (is_complete and name == "facts") or one.intent in WITHOUT_FACTS
            if has_all_facts:
                one.facts = dict.fromkeys(FACTS) | one.facts
            told = item.get("expected", {})
            one.facts.update({fact: told[fact] for fact in FACTS if fact in told})


def _items(name: str, part: Any) -> Iterable[Mapping[str, Any]]:
    """Yield the items of a list in a file; a plain sentence becomes one that says nothing else."""
    if isinstance(part, list) and name in QUIET:
        return ({"text": text} for text in part)
    if isinstance(part, list):
        return (item for item in part if isinstance(item, Mapping) and "text" in item)
    if isinstance(part, Mapping) and name == OUTSIDE:
        return ({"text": text, "intent": OUTSIDE} for texts in part.values() for text in texts)
    if isinstance(part, Mapping) and name == "findings":
        pairs = ((sign, text) for sign, texts in part.items() for text in texts)
        return ({"text": text, "finding": sign} for sign, text in pairs)
    return ()


def _signs(item: Mapping[str, Any]) -> dict[str, str]:
    named = item.get("findings", item.get("present", ()))
    if "finding" in item:
        named = [item["finding"]]
    told = dict.fromkeys(named, item.get("assertion", "present"))
    others = ((sign, str(meant)) for sign, meant in item.get("expected", {}).items())
    return told | {sign: meant for sign, meant in others if meant in ASSERTIONS}


def _mark_unknown(assistant: Assistant, sentences: Iterable[Sentence]) -> None:
    """Let the lexicon alone listen: what an encoder hears must not teach the next one."""
    loud = [one for one in sentences if not one.is_quiet]
    with ProcessPoolExecutor(initializer=_begin_to_listen, initargs=(assistant.root,)) as pool:
        heard = pool.map(_heard, (one.text for one in loud), chunksize=AT_ONCE)
        for one, signs in zip(loud, heard, strict=True):
            one.unknown = signs - one.signs.keys()


def _begin_to_listen(root: Path) -> None:
    """Let this process have an interpreter of its own."""
    interpreter = Interpreter.build(load_assistant(root))
    for name in DEAF_TO_SIGNS:
        interpreter.nlp.disable_pipe(name)
    _listening.append(interpreter)


def _heard(text: str) -> frozenset[str]:
    found = _listening[0].parse(text, now=SUITE_TIME).entities
    return frozenset(str(it.value) for it in found if it.entity == FINDING)
