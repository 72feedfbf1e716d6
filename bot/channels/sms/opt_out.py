"""The wish to get no more texts, in a person's own words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.assistant.problems import AssistantError, Problem
from bot.channels.sms.alphabet import plain

FILE = "data/lexicon/en/opt_out.yml"
KEYS = {"patterns", "not_when"}


@dataclass(frozen=True, slots=True)
class OptOutWords:
    """Recognises the wish. A message may say more, which is heard as well."""

    patterns: Sequence[re.Pattern[str]]
    not_when: Sequence[re.Pattern[str]]

    def __call__(self, text: str) -> bool:
        """Tell whether a message asks for no more texts."""
        said = " ".join(plain(text).split())
        if any(pattern.search(said) for pattern in self.not_when):
            return False
        return any(pattern.search(said) for pattern in self.patterns)


def read_opt_out_words(root: Path) -> OptOutWords:
    """Read the patterns of a project. Raises AssistantError."""
    try:
        data = YAML(typ="safe").load((root / FILE).read_text("utf-8"))
        if not isinstance(data, dict) or set(data) != KEYS:
            raise ValueError(f"expected the keys {' and '.join(sorted(KEYS))}")
        return OptOutWords(*([_compiled(line) for line in data[key]] for key in sorted(KEYS)[::-1]))
    except (OSError, YAMLError, ValueError, TypeError, re.error) as error:
        raise AssistantError([Problem(FILE, 1, str(error).splitlines()[0])]) from None


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
