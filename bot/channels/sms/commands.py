"""The words that carriers and Twilio take as commands, as whole messages only.

"I cannot stop it" and "cancel my appointment" are words like any others.
"""

from __future__ import annotations

import re
from enum import StrEnum

_OUT = ["stop", "stopall", "unsubscribe", "end", "quit", "cancel", "revoke", "optout"]
# A word that means nothing else.
_UNSTOP = "unstop"
_IN = ["start", _UNSTOP]
_HELP = ["help", "info"]


class Command(StrEnum):
    """What a command asks for; the values are those of Twilio's `OptOutType`."""

    STOP = "STOP"
    START = "START"
    HELP = "HELP"


_MEANINGS = {
    **dict.fromkeys((*_OUT, "stop all", "opt out", "opt-out"), Command.STOP),
    **dict.fromkeys(_IN, Command.START),
    **dict.fromkeys(_HELP, Command.HELP),
}
COMMANDS = frozenset((*_OUT, *_IN, *_HELP))
# Twilio takes this as a START, which matters to those only who have opted out.
_ALSO_IN = "yes"
_TRIM = re.compile(r"^[\s\W]+|[\s\W]+$")


def command_in(text: str, *, is_opted_out: bool, opt_out_type: str = "") -> Command | None:
    """Return the command that a message is, or that the provider says it is, or None."""
    if opt_out_type.upper() in Command.__members__:
        return Command(opt_out_type.upper())
    said = " ".join(_TRIM.sub("", text).lower().split())
    command = _MEANINGS.get(said)
    if command is None and is_opted_out and said == _ALSO_IN:
        return Command.START
    # Nobody can opt in who never opted out: it is an answer, or the wish to begin.
    is_other = command is Command.START and not is_opted_out and said != _UNSTOP
    return None if is_other else command


def is_command(text: str) -> bool:
    """Tell whether a whole message would be taken as a command."""
    return command_in(text, is_opted_out=True) is not None and text.strip().lower() != _ALSO_IN
