"""Texts that a patient reads: placeholders and the limits of SMS."""

from __future__ import annotations

import re
from collections.abc import Mapping

from actions.knowledge.problems import did_you_mean
from actions.knowledge.yaml_reader import Node
from actions.triage.wording import NO_TRANSLATIONS, Wording

PLACEHOLDERS = ("clinic_phone", "emergency_number", "crisis_number", "poison_number", "within")
# The key under which a text stands in other languages, by their codes.
TRANSLATED = ("translations",)
SMS_LIMIT = 306
# The widest value that a placeholder is expected to have, such as 1-800-222-1222.
PLACEHOLDER_WIDTH = 14
GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)


def patient_text(node: Node) -> str:
    """Return a text whose placeholders are all known."""
    text = " ".join(node.text().split())
    for name in re.findall(r"\{([^}]*)\}", text):
        if name not in PLACEHOLDERS:
            node.fail(f"unknown placeholder {{{name}}}.{did_you_mean(name, PLACEHOLDERS)}")
    return text


def sms_text(node: Node) -> str:
    """Return a text that fits two SMS and needs no special alphabet."""
    text = patient_text(node)
    widest = re.sub(r"\{[^}]*\}", "0" * PLACEHOLDER_WIDTH, text)
    strange = sorted(set(widest) - GSM_7)
    if strange:
        node.fail(f"SMS cannot show {' '.join(strange)}; use plain characters")
    if len(widest) > SMS_LIMIT:
        node.fail(f"the SMS text has {len(widest)} characters, at most {SMS_LIMIT} are allowed")
    return text


def wording(web: Node, sms: Node, translated: Mapping[str, Wording] = NO_TRANSLATIONS) -> Wording:
    """Return both forms of one text, with the same in other languages."""
    return Wording(patient_text(web), sms_text(sms), translated)


def heading(node: Node, translated: Mapping[str, Wording] = NO_TRANSLATIONS) -> Wording:
    """Return a heading, which no SMS carries."""
    text = patient_text(node)
    return Wording(text, text, translated)


def translations(keys: Mapping[str, Node], *required: str) -> dict[str, Mapping[str, Node]]:
    """Return the parts of a text in each language that it was translated to."""
    if TRANSLATED[0] not in keys:
        return {}
    return {code: node.keys(*required) for code, node in keys[TRANSLATED[0]].mapping().items()}
