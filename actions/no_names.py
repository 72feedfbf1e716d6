"""Words that are no name, or none by themselves, where a name is asked for."""

from __future__ import annotations

# Short answers and exclamations, however they are written: no name, though many look like one.
PLAIN_WORDS = frozenset(
    {
        "yes", "yeah", "yep", "no", "nope", "nah", "ok", "okay", "sure", "fine", "stop", "skip",
        "hi", "hello", "hey", "help", "thanks", "none", "nothing", "later", "never", "maybe",
        "please", "any", "anytime", "morning", "mornings", "afternoon", "afternoons", "evening",
        "what", "why", "wait", "sorry", "idk", "dunno", "today", "tomorrow", "now", "anonymous",
        "private", "forget", "more", "menu", "asap", "instead", "earlier",
        "wrong", "incorrect", "misspelled", "typo", "change", "whatever", "whatevs", "whoever",
    }
)  # fmt: skip
# What stands in a sentence of its own, written like a name.
EXCLAIMED = frozenset(
    {
        "oh", "god", "lord", "jesus", "christ", "omg", "wow", "ugh", "ouch", "damn", "hell",
        "great", "good", "right", "true", "really", "seriously", "honestly", "actually", "thank",
        "you", "nurse", "doctor", "doc", "understood", "alright", "correct", "exactly", "well",
        "hmm", "um", "same", "here", "just", "so", "your", "gosh", "crap", "bye",
        "goodbye", "done", "listen", "look", "sir", "maam", "man", "dude", "luckily", "sadly",
        "unfortunately", "anyway", "again", "also", "yesterday", "tonight", "maybe", "still",
        "hurry",
    }
)  # fmt: skip
# What is a name only beside another word.
NO_NAME_ALONE = frozenset(
    {
        "back", "first", "last", "second", "third", "pain", "name", "next", "day", "days", "week",
        "weeks", "month", "months", "year", "years", "hour", "hours", "minute", "minutes",
    }
)  # fmt: skip
NO_NAME_BEGINS = frozenset(
    {
        "i",
        "it",
        "that",
        "this",
        "my",
        "we",
        "he",
        "she",
        "they",
        "there",
        "no",
        "not",
        "but",
        "and",
        "for",
        "her",
        "his",
    }
)
# What tells something and is part of no name, unless it is written like one.
NO_NAME_HOLDS = frozenset(
    {"me", "i", "am", "is", "are", "was", "it", "out", "not", "cant", "dont", "have", "has", "the"}
)
QUESTION_WORDS = frozenset(
    {
        "what", "why", "how", "when", "where", "who", "which", "can", "could", "do", "does", "is",
        "are", "should", "would", "may",
    }
)  # fmt: skip
