"""The words of a message as the rule components read them.

spaCy's tokens stay as they are. Here contractions become whole words ("can't", "cant" and "cannot"
all read `can not`), digits part from letters ("3wks" reads `3 wks`) and a line break reads as a
full stop, and marks that nobody sees do not count, so that one pattern serves every way of writing.
Offsets are those of the original text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from operator import eq

from spacy.tokens import Doc, Token

APOSTROPHES = dict.fromkeys(map(ord, "'’‘`´ʼ′＇"))
# Control characters, soft hyphens, zero-width marks and marks of direction.
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
PIECE = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|[^\w\s]|_")

# The halves that spaCy's English tokenizer cuts contractions into.
ATTACHED = {
    "nt": "not",
    "m": "am",
    "ve": "have",
    "re": "are",
    "ll": "will",
    "d": "would",
    "s": "is",
    "na": "to",
    "ta": "to",
}
# spaCy cuts "wed" into "we" and "d": beside one of these it is the day, and no "we would".
PAUSE = ","
BEFORE_WED = frozenset(["since", "sinse", "last", "on", "from", "this", "started", "began", "went"])
BEHIND_WED = frozenset(["morning", "afternoon", "evening", "night", "when"])
CUT_STEMS = {"ca": "can", "wo": "will", "sha": "shall", "gon": "going", "got": "got", "ai": "is"}

WHOLE = {
    "cant": "can not", "cannot": "can not", "carnt": "can not", "cnt": "can not",
    "cudnt": "could not", "couldnt": "could not", "cannae": "can not", "dont": "do not",
    "dnt": "do not", "dinnae": "do not", "doesnt": "does not", "dosnt": "does not",
    "dosent": "does not", "didnt": "did not", "didnae": "did not", "havent": "have not",
    "havnt": "have not", "hasnt": "has not", "hadnt": "had not", "isnt": "is not",
    "isnae": "is not", "arent": "are not", "wasnt": "was not", "werent": "were not",
    "wont": "will not", "wouldnt": "would not", "shouldnt": "should not", "mustnt": "must not",
    "aint": "is not", "im": "i am", "ive": "i have", "its": "it is", "hes": "he is",
    "shes": "she is", "theyre": "they are", "theyve": "they have", "thats": "that is",
    "theres": "there is", "whats": "what is", "youre": "you are", "youve": "you have",
    "wanna": "want to", "gonna": "going to", "gotta": "got to", "dunno": "do not know",
    "outta": "out of", "outa": "out of", "whos": "who is", "hows": "how is", "weve": "we have",
    "itll": "it will", "theyll": "they will", "tryna": "trying to", "imma": "i am going to",
    "kinda": "kind of", "sorta": "sort of", "cuz": "because", "cos": "because", "coz": "because",
}  # fmt: skip


@dataclass(slots=True)
class Words:
    """Parallel lists, one entry a word: corrected form, form as written, first and end offset."""

    forms: list[str]
    written: list[str]
    starts: list[int]
    ends: list[int]

    def __len__(self) -> int:
        return len(self.forms)

    def add(self, form: str, written: str, start: int, end: int) -> None:
        """Append one word."""
        self.forms.append(form)
        self.written.append(written)
        self.starts.append(start)
        self.ends.append(end)

    def pause_behind(self, place: int) -> None:
        """Put a comma that nobody wrote behind a word: it takes no place in the text."""
        end = self.ends[place]
        for words in (self.forms, self.written):
            words.insert(place + 1, PAUSE)
        for offsets in (self.starts, self.ends):
            offsets.insert(place + 1, end)

    def is_pause(self, place: int) -> bool:
        """Tell whether a comma stands at a place that nobody wrote."""
        return place < len(self) and self.starts[place] == self.ends[place]

    def as_written(self) -> Words:
        """Return the words without the commas that nobody wrote, themselves if there are none."""
        if not any(map(eq, self.starts, self.ends)):
            return self
        rows = zip(self.forms, self.written, self.starts, self.ends, strict=True)
        kept = Words([], [], [], [])
        for place, row in enumerate(rows):
            if not self.is_pause(place):
                kept.add(*row)
        return kept


def read_words(doc: Doc) -> Words:
    """Return the words of a document; the list is computed once and kept on the document."""
    kept = doc.user_data.get("backline_words")
    if isinstance(kept, Words):
        return kept
    words = Words([], [], [], [])
    for token in doc:
        _read_token(token, words)
    doc.user_data["backline_words"] = words
    return words


def _read_token(token: Token, words: Words) -> None:
    text = UNSEEN.sub("", token.text)
    if text.isalpha():
        _add_alphabetic(token, text.lower(), words)
    elif token.is_space:
        if "\n" in text:
            words.add(".", ".", token.idx, token.idx + len(token.text))
    elif len(text) < len(token.text):
        _add_cleaned(token, text, words)
    else:
        _add_mixed(token, words)


def _add_cleaned(token: Token, text: str, words: Words) -> None:
    """Add a token with unseen marks in it; each word takes the place of the whole token."""
    end = token.idx + len(token.text)
    bare = text.lower().translate(APOSTROPHES)
    pieces = [bare] if bare.isalpha() else PIECE.findall(text.lower())
    for part in (part for piece in pieces for part in WHOLE.get(piece, piece).split()):
        words.add(part, part, token.idx, end)


def _add_alphabetic(token: Token, lower: str, words: Words) -> None:
    start = token.idx
    end = start + len(token.text)
    whole = WHOLE.get(lower)
    if whole is not None:
        for part in whole.split():
            words.add(part, part, start, end)
        return
    attached = words.ends and words.ends[-1] == start and words.forms[-1].isalpha()
    if attached and lower == "d" and words.written[-1] == "we" and _is_wed(token, words):
        words.forms[-1] = words.written[-1] = "wed"
        words.ends[-1] = end
        return
    if attached and lower in ATTACHED:
        if lower == "nt":
            words.forms[-1] = CUT_STEMS.get(words.written[-1], words.forms[-1])
        words.add(ATTACHED[lower], ATTACHED[lower], start, end)
        return
    form = _form(token, lower)
    opened = WHOLE.get(form) if form != lower else None
    if opened is not None:
        # A slip in a contraction: "cabt" is "cant", and that is "can not".
        for part in opened.split():
            words.add(part, part, start, end)
        return
    # The half of a contraction is no word that anybody wrote.
    words.add(form, form if lower in CUT_STEMS else lower, start, end)


def _is_wed(token: Token, words: Words) -> bool:
    """Tell whether the second half of "wed" ends the name of a day."""
    follows = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else None
    if follows is None or not follows.is_alpha or follows.lower_ in BEHIND_WED:
        return True
    return words.forms[-2:-1] != [] and words.forms[-2] in BEFORE_WED


def _goes_on(token: Token) -> bool:
    """Tell whether the second half of a contraction follows, and no comma: "breast ca, 2010"."""
    follows = token.doc[token.i + 1].text[:1] if token.i + 1 < len(token.doc) else ""
    return follows.isalpha() or (follows != "" and ord(follows) in APOSTROPHES)


def _form(token: Token, lower: str) -> str:
    if lower in CUT_STEMS and not token.whitespace_ and _goes_on(token):
        return CUT_STEMS[lower]
    norm = str(token.norm_)
    return lower if UNSEEN.search(norm) else norm


def _add_mixed(token: Token, words: Words) -> None:
    text = token.text
    start = token.idx
    if len(text) == 1 and not text.isalnum():
        mark = text.lower()
        words.add(mark, mark, start, start + 1)
        return
    bare = text.lower().translate(APOSTROPHES)
    joined = bool(words.ends) and words.ends[-1] == start
    if len(bare) < len(text) and bare.isalpha():
        if joined and bare in ATTACHED:
            words.add(ATTACHED[bare], ATTACHED[bare], start, start + len(text))
            return
        for part in WHOLE.get(bare, bare).split():
            words.add(part, part, start, start + len(text))
        return
    norm = token.norm_
    if norm.isalpha() and norm != bare and bare.isalnum():
        words.add(norm, bare, start, start + len(text))
        return
    for match in PIECE.finditer(text):
        _add_piece(match.group().lower(), start + match.start(), start + match.end(), words)


def _add_piece(piece: str, start: int, end: int, words: Words) -> None:
    if piece not in WHOLE:
        words.add(piece, piece, start, end)
        return
    for part in WHOLE[piece].split():
        words.add(part, part, start, end)


def split_phrase(phrase: str) -> Iterator[str]:
    """Yield the words of a phrase from a file, contractions opened as in a message."""
    for raw in phrase.lower().split():
        bare = raw.translate(APOSTROPHES)
        yield from WHOLE.get(bare, bare).split()


def without_accents(word: str) -> str:
    """Return the word with its accents taken off."""
    if word.isascii():
        return word
    parts = unicodedata.normalize("NFKD", word)
    return "".join(mark for mark in parts if not unicodedata.combining(mark))
