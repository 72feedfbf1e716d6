"""Where other panels put their part into the page of a transcript."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.console.panels import Call


@dataclass(frozen=True, slots=True)
class SidePanel:
    """A part of the page of a transcript that another panel answers for.

    `template` is `<panel name>/<file>.html`, a piece without a frame, included with the values as
    `side`, and with `conversation`. At place "top" it stands under the summary, at "side" beside
    the turns. At "turn" `values` gives values by turn id, and the piece stands beside each turn
    that has some, with `turn_id`. `values` gives None where there is nothing to show.
    """

    template: str
    place: Literal["top", "side", "turn"]
    values: Callable[[str, Call], Awaitable[Mapping[str, Any] | None]]
