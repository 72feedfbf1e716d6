"""How an English word sounds, roughly: words that are spelt as they are heard have the same key."""

from __future__ import annotations

import re

FRONT_VOWELS = "eiy"
VOWEL = "a"  # stands for every vowel
# From letters to sounds, one after the other. Capitals are sounds that no single letter stands for.
STEPS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"^(?:kn|gn|pn)", "n"),
        (r"^wr", "r"),
        (r"^ps", "s"),
        (r"^wh", "w"),
        (r"^su(?=re|gar)", "Sa"),
        (r"igh", "i"),
        (r"[ou]ugh|augh", "o"),
        (r"ph", "f"),
        (r"sch", "sk"),
        (r"tch", "C"),
        (r"ch", "C"),
        (r"sh|(?<=[aeiouclnr])[ct]i(?=[aeo])|ssi(?=o)", "S"),
        (r"th", "T"),
        (r"dge|dg|j", "J"),
        (rf"c(?=[{FRONT_VOWELS}])", "s"),
        (r"qu", "kw"),
        (r"ck|[cq]", "k"),
        (r"x", "ks"),
        (r"z", "s"),
        (r"(?<=[a-z])mb$", "m"),
        (r"(?<=[aeiou])[hw](?=[^aeiouy]|$)", ""),
        (r"(?<=[^aeiouy])h", ""),
        (r"(?:ie|ey|ee|ea|[iy])$", "I"),
        (r"(?<=[^aeiouy])es$", "s"),
        (r"(?<=[^aeiouy])e(?=d$)", ""),
        (r"(?<=[^aeiouI])e$", ""),
        (r"[aeiouy]+", VOWEL),
        (r"(.)\1+", r"\1"),
    )
)


def sound_of(word: str) -> str:
    """Return the key of a word in lower case: its consonants as heard, and where vowels are."""
    for pattern, sound in STEPS:
        word = pattern.sub(sound, word)
    return word
