"""The alphabet of text messages (GSM 7-bit) and what a text costs in it.

One character outside of it would halve the length of a segment, so none ever leaves.
"""

from __future__ import annotations

import unicodedata

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# These are written as two characters of the basic set.
EXTENDED = frozenset("^{}\\[~]|€")

ONE_SEGMENT = 160
# Each part of a message of several gives seven of its characters to the header that joins them.
SEGMENT_OF_SEVERAL = 153

_REPLACED = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u02bc\u00b4`", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2022\u00b7", "-"),
    **dict.fromkeys("\t\u00a0\u2007\u2009\u202f\u200a\u2003\u2002", " "),
    **dict.fromkeys("\u2028\u2029\x0b\x0c\x85", "\n"),
    "\u2026": "...",
    "\u2044": "/",
    "\u00d7": "x",
    "\u00b0": " degrees",
    "\u2713": "x",
    "\u00a9": "(c)",
    "\u00ae": "(R)",
    "\u2190": "<-",
    "\u2192": "->",
    "\u0142": "l",
    "\u0141": "L",
    "\u0111": "d",
    "\u0131": "i",
    "\u0153": "oe",
    "\u0152": "OE",
}
UNKNOWN = "?"


def plain(text: str) -> str:
    """Return a text in the alphabet: quotes and dashes straightened, accents it lacks dropped.

    Signs without a name in it (emoji) are left out; a letter of another script becomes "?".
    """
    if BASIC.issuperset(text):
        return text
    return "".join(map(_plain_character, unicodedata.normalize("NFC", text)))


def septets(text: str) -> int:
    """Return how many characters of the basic set a plain text takes."""
    return len(text) + sum(map(text.count, EXTENDED))


def segment_count(text: str) -> int:
    """Return how many segments a plain text is sent, and paid for, as."""
    taken = septets(text)
    if taken <= ONE_SEGMENT:
        return 1
    if taken == len(text):
        return -(-taken // SEGMENT_OF_SEVERAL)
    count, used = 1, 0
    for character in text:
        width = 2 if character in EXTENDED else 1
        # The two halves of an extended character stay together.
        if used + width > SEGMENT_OF_SEVERAL:
            count, used = count + 1, 0
        used += width
    return count


def _plain_character(character: str) -> str:
    if character in BASIC or character in EXTENDED:
        return character
    if character in _REPLACED:
        return _REPLACED[character]
    without_accents = "".join(
        _REPLACED.get(part, part)
        for part in unicodedata.normalize("NFKD", character)
        if not unicodedata.combining(part)
    )
    if without_accents and set(without_accents) <= BASIC | EXTENDED:
        return without_accents
    return UNKNOWN if unicodedata.category(character)[0] in "LN" else ""
