"""Makes our spaCy components known: importing a component module registers its factory."""

from __future__ import annotations

from bot.nlu import intent_classifier, spelling

COMPONENT_MODULES = (spelling, intent_classifier)
