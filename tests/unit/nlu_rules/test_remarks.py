"""What a message says of the conversation itself, and how the file of its words is checked."""

from __future__ import annotations

import pytest

from bot.nlu.lexicon_files import LexiconError
from bot.nlu.remarks import read_remarks
from bot.nlu.word_lines import Line, LineIndex, bare_words
from tests.language.suite import ROOT, interpreter, remark_words

GROUPS = {"parts": ["list|lists", "set of items"]}
FILE = (ROOT / "data" / "lexicon" / "en" / "remarks.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("line", "text", "is_in"),
    [
        ("wrong box|letter", "the WRONG letter!", True),
        ("wrong box", "wrong boxes", False),
        ("box*", "boxes", True),
        ("*day", "on Monday", True),
        ("a? yes", "yes", True),
        ("not ..2 true", "not at all, true", True),
        ("not ..2 true", "not at all of it true", False),
        ("oops ... none", "none, oops", False),
        ("oops ... none", "oops, I think that I said none", True),
        ("lied !down|to_my", "I lied down", False),
        ("lied !down|to_my", "I lied to you", True),
        ("<!waiting|price list", "the waiting list", False),
        ("first <parts>", "the first set of items", True),
        ("kept it $", "I kept it.", True),
        ("kept it $", "I kept it short", False),
        # A verb with its "not" is one word, so that it is no mere "not".
        ("not", "don't", False),
        ("dont", "don't", True),
    ],
)
def test_a_line_is_read_over_bare_words(line, text, is_in):
    words = bare_words(text)
    assert Line(line, GROUPS).is_in(words) is is_in
    # What is told of a line without trying it never rules out what is there.
    assert bool(LineIndex({"said": [line]}, GROUPS).open(words)) or not is_in


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("none, B?", {"letters": ("B",)}),
        # The words "a" and "I" are no letters of a list, "N" stands for none, "I'd" is no D.
        ("I have a headache, I'd say N", {}),
        ("vitamin D and hep. C", {"initials": ("D", "C")}),
        ("vitamin C", {"initials": ("C",)}),
        # Nobody means a line of a list by it.
        ("a C-section", {}),
        ("B, and vitamin B", {"letters": ("B",), "initials": ("B",)}),
        ("the letter I", {}),
    ],
)
def test_letters_of_a_list_are_told_from_others(text, letters):
    found = remark_words().read(text)
    assert {kind: found[kind] for kind in found if kind not in {"said", "facts"}} == letters


@pytest.mark.parametrize(
    ("text", "units"),
    [("weeks", (7,)), ("months.", (30,)), ("days or weeks", (1, 7)), ("a 70-year-old", ())],
)
def test_a_unit_is_a_word_of_its_own(text, units):
    assert remark_words().read(text).get("units", ()) == units


@pytest.mark.parametrize(
    ("was", "is_now", "complaint"),
    [
        ("  mistake: [", "  mistake: [<dids>, ", r"remarks.yml:\d+: there is no group <dids>"),
        ("  mistake: [", "  mistake: ['a||b', ", r"remarks.yml:\d+: '' is no word"),
        ("  mistake: [", "  mistake: ['... so', ", r"remarks.yml:\d+: .* a side without a word"),
        ("  mistake: [", "  mistake: ['<!a* b', ", r"remarks.yml:\d+: 'a\*': a star"),
        ("  365: [", "  year: [", r"remarks.yml:\d+: 'year' is no number of days"),
        ("  small: [", "  smal: [", r"remarks.yml:\d+: 'smal' is no key .* 'small'"),
        ("lengths:\n", "length:\n", r"remarks.yml:\d+: 'length' is no key .* 'lengths'"),
    ],
)
def test_a_wrong_line_is_refused_with_its_place(tmp_path, was, is_now, complaint):
    assert was in FILE
    (tmp_path / "remarks.yml").write_text(FILE.replace(was, is_now), encoding="utf-8")
    with pytest.raises(LexiconError, match=complaint):
        read_remarks(tmp_path)


def test_what_is_read_goes_with_the_message(tmp_path):
    component = interpreter().nlp.get_pipe("backline_remarks")
    component.to_disk(tmp_path)
    again = type(component)(tmp_path, "en").from_disk(tmp_path)
    assert again.words.read("I lied about E") == component.words.read("I lied about E")
    assert interpreter().process("I lied about E")._.remarks["letters"] == ("E",)


OPEN = (
    "i have no", "i do not", "i dont", "no i do", "no i have", "no i", "not", "none of",
    "dont feel", "i dont have any of",
    "i said all", "i never said no", "not all clear",
    "ive got no", "there is no", "no that", "no i do have one",
    "none except", "none but", "no and", "none of the", "no it", "neither of", "no to all but I",
    "none, well maybe I", "no, but", "none apart from", "i never had", "no there is", "i do have",
)  # fmt: skip
WHOLE = (
    "no", "none", "dont have", "i do not have",
    "no i dont", "no, i do not", "no i havent", "i dont have any", "none of those",
    "not that i know of", "not that i have noticed", "no i have none", "definitely not",
    "of course not", "no, none that i have", "none to start with", "no, i feel ok",
    "not any of them", "i hope not",
    "none of it", "i do not have those", "no nothing new", "no i can go",
)  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "said", "unsaid"),
    [
        ("left_open", OPEN, WHOLE),
        (
            "of_one",
            ("no bladder", "no scoliosis", "not surgery", "no crash"),
            ("no thanks", "no", "no trouble", "not really", "nope nothing", "not yet", "none"),
        ),
        (
            "pauses",
            (
                "let me think", "one sec brb", "wait", "one sec", "hang on", "give me a minute",
                "i have a question first", "hold on", "im thinking", "let me read that again",
                "be right back", "need to think about it", "just a moment please", "wait a minute",
            ),
            (
                "none", "B", "wait none", "wait, B", "no wait", "i think B", "let me see, none",
                "a few seconds after i pee", "i have to look down to see my feet",
                "the pain is back", "i cant feel my legs for a minute",
                "a minute ago i fainted", "i will see my doctor",
                "i need to check if i peed",
            ),
        ),
        (
            "asks",
            ("do i have to answer", "how long will this take", "what does D mean"),
            ("does not hurt", "is numb", "can pee", "do have B", "what a pain"),
        ),
    ],
)  # fmt: skip
def test_what_a_message_says_of_itself(kind, said, unsaid):
    found = {text: kind in remark_words().read(text).get("said", ()) for text in (*said, *unsaid)}
    assert found == dict.fromkeys(said, True) | dict.fromkeys(unsaid, False)
