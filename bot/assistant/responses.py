"""Responses of domain.yml: what the assistant says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.assistant.yaml_reader import Node

PREFIX = "utter_"
SAID = ("text", "buttons", "image", "attachment", "custom")
MENDS = {
    "elements": "use `custom` for what a channel shows in its own way",
    "quick_replies": "use `buttons`",
    "button_type": "use `buttons`",
}
BUTTON_MENDS = {"type": "every button sends its payload", "url": "put the address into the text"}


@dataclass(frozen=True, slots=True)
class ResponseVariation:
    """One wording of a response.

    `buttons` are (title, payload). `conditions` are (slot, value), all of which have to hold.
    """

    text: str | None = None
    buttons: tuple[tuple[str, str], ...] = ()
    image: str | None = None
    attachment: Any = None
    custom: Mapping[str, Any] | None = None
    channel: str | None = None
    conditions: tuple[tuple[str, Any], ...] = ()
    id: str | None = None
    metadata: Mapping[str, Any] | None = None
    line: int = field(default=0, compare=False)


def read_response(name: str, node: Node) -> tuple[ResponseVariation, ...]:
    """Read one entry of `responses`, its variations in order; raises Misread."""
    if "/" in name:
        node.fail(f"response {name!r} belongs to a retrieval intent, which is not supported")
    if not name.startswith(PREFIX):
        node.fail(f"the name of a response begins with {PREFIX!r}: {PREFIX}{name}")
    variations = node.each(_read_variation)
    if not node.items():
        node.fail(f"response {name} has no variation")
    ids = [variation.id for variation in variations if variation.id is not None]
    for one in sorted({one for one in ids if ids.count(one) > 1}):
        node.note(f"two variations of {name} have the id {one!r}")
    return variations


def _read_variation(node: Node) -> ResponseVariation:
    fields = node.fields(optional=(*SAID, "channel", "condition", "id", "metadata"), refused=MENDS)
    if not any(key in fields for key in SAID):
        node.fail(f"a variation needs one of {', '.join(SAID)}")
    return ResponseVariation(
        text=fields.read("text", Node.text, None),
        buttons=fields.read("buttons", lambda n: n.each(_read_button), ()),
        image=fields.read("image", Node.text, None),
        attachment=fields.read("attachment", Node.plain, None),
        custom=fields.read("custom", Node.plain_mapping, None),
        channel=fields.read("channel", Node.text, None),
        conditions=fields.read("condition", lambda n: n.each(_read_condition), ()),
        id=fields.read("id", Node.text, None),
        metadata=fields.read("metadata", Node.plain_mapping, None),
        line=node.line,
    )


def _read_button(node: Node) -> tuple[str, str]:
    fields = node.fields("title", "payload", refused=BUTTON_MENDS)
    return fields["title"].text(), fields["payload"].text()


def _read_condition(node: Node) -> tuple[str, Any]:
    fields = node.fields("type", "name", "value")
    if fields["type"].text() != "slot":
        fields["type"].fail("a condition has the type slot")
    return fields["name"].text(), fields["value"].plain()
