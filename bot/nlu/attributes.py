"""What our spaCy components hand to each other on a `Doc`.

`token.norm_` holds the corrected spelling in lower case (the text and its offsets never change).
`doc._.corrected` has the places in the text where words begin that the spelling component changed.
`doc._.found` is the list of `bot.conversation.turn.Entity` found so far, with offsets into
`doc.text`.
`doc._.hidden` gives the stretches of the text that the lexicon hides from a sign, or is None.
`doc._.reading` is what the encoder made of it, or None (`bot.nlu.encoder_reading.Reading`).
`doc._.doubted` tells whether a cue takes something back, wishes it or denies its denial, so that a
denial that no rule has read is none to rely on.
`doc._.of_others` are the facts, as (entity, value), that are told of somebody else and left out.
`doc._.is_own` tells whether the writer speaks of himself at all.
`doc._.remarks` is what the message says of the conversation itself (`bot.nlu.remarks`).
`doc._.lengths` are all lengths of time of the message with the roles that rules give them
(`bot.nlu.durations.Duration`), also those of no episode.
`doc._.now` is the aware datetime of the message in the house's zone, for words like "last Tuesday".
"""

from __future__ import annotations

from spacy.tokens import Doc

TEXT = "backline_text"


def text_of(doc: Doc) -> str:
    """Return the text of a document: spaCy puts it together anew each time that it is asked."""
    text = doc.user_data.get(TEXT)
    if not isinstance(text, str):
        text = doc.user_data[TEXT] = doc.text
    return text


def register() -> None:
    """Register the extension attributes; calling it again does nothing."""
    if not Doc.has_extension("corrected"):
        Doc.set_extension("corrected", default=frozenset())
    if not Doc.has_extension("doubted"):
        Doc.set_extension("doubted", default=False)
    if not Doc.has_extension("of_others"):
        Doc.set_extension("of_others", default=frozenset())
    if not Doc.has_extension("is_own"):
        Doc.set_extension("is_own", default=True)
    if not Doc.has_extension("lengths"):
        Doc.set_extension("lengths", default=())
    for name in ("found", "now", "scope", "ranking", "reading", "remarks", "hidden"):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=None)
