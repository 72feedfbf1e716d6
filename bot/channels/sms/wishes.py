"""What a person may wish in their own words: no more texts, or that all be deleted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.assistant import yaml_text
from bot.assistant.problems import AssistantError, Problem
from bot.channels.sms.alphabet import plain

OPT_OUT = "data/lexicon/en/opt_out.yml"
DELETE_DATA = "data/sms/delete_data.yml"
KEYS = {"patterns", "not_when"}


@dataclass(frozen=True, slots=True)
class WishWords:
    """Recognises a wish. A message may say more, which is heard as well."""

    patterns: Sequence[re.Pattern[str]]
    not_when: Sequence[re.Pattern[str]]

    def __call__(self, text: str) -> bool:
        """Tell whether a message holds the wish."""
        said = " ".join(plain(text).split())
        if any(pattern.search(said) for pattern in self.not_when):
            return False
        return any(pattern.search(said) for pattern in self.patterns)


def read_wish_words(root: Path, file: str) -> WishWords:
    """Read the patterns of a project, from one of the files above. Raises AssistantError."""
    try:
        data = yaml_text.read(root / file)
        if not isinstance(data, dict) or set(data) != KEYS:
            raise ValueError(f"expected the keys {' and '.join(sorted(KEYS))}")
        return WishWords(*([_compiled(line) for line in data[key]] for key in sorted(KEYS)[::-1]))
    except (OSError, ValueError, TypeError, re.error) as error:
        raise AssistantError([Problem(file, 1, str(error).splitlines()[0])]) from None


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
