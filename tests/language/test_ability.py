"""Words for what a person can do, of what he cannot: they never clear a sign."""

from __future__ import annotations

from itertools import product

import pytest

from tests.language.suite import findings

CANNOT = [
    "no way I can {}", "there is no chance I could {}", "I couldn't {} if my life depended on it",
    "I haven't been able to {}", "it's impossible for me to {}", "I can no more {} than fly",
    "I'm not even able to {}", "I wish I could {}", "if only I could {}", "I used to be able to {}",
    "I never manage to {} any more", "no longer can I {}", "far from able to {}",
    "yesterday I could {}, today I can't", "I could {} until last week, not any more",
    "I doubt I can {}", "not sure I can {}", "I tried to {} and nothing happened",
    "every time I try to {} nothing happens", "I'd give anything to be able to {}",
]  # fmt: skip
CAN = [
    "I can {}", "I can {} just fine", "it's not that I can't {}", "I am able to {}",
    "it isn't that I can't {}",
]  # fmt: skip
ABILITIES = {
    "walk": "cannot_walk",
    "pee": "bladder_trouble",
    "lift my foot": "foot_drop",
    "stand up": "cannot_walk",
    "feel my bottom": "saddle_numbness",
}
BEFORE = ["", "my back hurts and ", "Hi. "]


@pytest.mark.parametrize(("ability", "sign"), ABILITIES.items())
def test_an_ability_that_is_gone_clears_no_sign(ability, sign):
    texts = [before + how.format(ability) for before, how in product(BEFORE, CANNOT)]
    assert not [text for text in texts if "absent" in findings(text).get(sign, ())]


@pytest.mark.parametrize(("ability", "sign"), ABILITIES.items())
def test_an_ability_is_no_sign(ability, sign):
    texts = [before + how.format(ability) for before, how in product(BEFORE, CAN)]
    assert not [text for text in texts if "present" in findings(text).get(sign, ())]
