"""topics.yml: what is said when a person asks about a method."""

from __future__ import annotations

from actions.knowledge.advice_reader import CODES
from actions.knowledge.wording import wording
from actions.knowledge.yaml_reader import Node
from actions.triage.protocol import Topic

# The questions that data/rules.yml answers with a topic.
TOPICS = tuple(
    f"ask_{name}"
    for name in (
        "walking", "cycling", "water_therapy", "strengthening", "blood_flow_restriction",
        "stretching", "physical_therapy", "heat", "cold", "massage", "activity_modification",
        "yoga", "injections", "herniated_disc", "arthritis",
    )
)  # fmt: skip


def read_topic(node: Node) -> Topic:
    """Return one topic; its texts come together or not at all."""
    keys = node.keys("intent", "advice", optional=("web", "sms"))
    if ("web" in keys) != ("sms" in keys):
        node.fail("a topic has both a web and an sms text, or neither")
    return Topic(
        intent=keys["intent"].text(),
        text=wording(keys["web"], keys["sms"]) if "web" in keys else None,
        advice=tuple(part.one_of(CODES, "advice code") for part in keys["advice"].items()),
    )
