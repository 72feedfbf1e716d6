"""A text that a person reads, in its forms and languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

NO_TRANSLATIONS: Mapping[str, Wording] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Wording:
    """One text for the web and its short form for SMS (GSM-7, at most 306 characters).

    `translations` hold the same by language code, such as `es`.
    """

    web: str
    sms: str
    translations: Mapping[str, Wording] = field(default_factory=lambda: NO_TRANSLATIONS)

    def said_in(self, language: str | None) -> Wording:
        """Return the wording in a language, or itself where it is not translated."""
        return self.translations.get(language or "", self)
