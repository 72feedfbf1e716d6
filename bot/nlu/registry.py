"""Makes our spaCy components known: importing a component's module registers its factory."""

from __future__ import annotations

from types import MappingProxyType

from bot.nlu import (
    assertion,
    choices,
    encoder,
    intent_classifier,
    lengths,
    lexicon,
    past_times,
    patterns,
    quantities,
    remarks,
    second_net,
    spelling,
)

COMPONENTS = MappingProxyType(
    {
        "backline_spelling": spelling,
        "backline_lexicon": lexicon,
        "backline_quantities": quantities,
        "backline_choices": choices,
        "backline_patterns": patterns,
        "backline_encoder": encoder,
        "backline_lengths": lengths,
        "backline_second_net": second_net,
        "backline_assertion": assertion,
        "backline_past_times": past_times,
        "backline_intents": intent_classifier,
        "backline_remarks": remarks,
    }
)
