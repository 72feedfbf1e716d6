"""The environment, read once into one frozen value."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.stores.sealing import Keyring

PREFIX = "BACKLINE_"
SECRET_KEY_BYTES = 32
SHORTEST_KEY = 16
DATABASES = ("sqlite:", "sqlite+", "postgresql:", "postgresql+", "postgres:")
LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]


class SettingsError(Exception):
    """The environment holds a value that cannot be used; str() is one line for each."""


class Settings(BaseSettings):
    """What the operator decides through environment variables, and nothing else.

    Values that may hold a password or key stay out of `repr`. `root` is the project folder.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, frozen=True, populate_by_name=True, extra="forbid"
    )

    root: Path = Field(default=Path(), exclude=True)
    database_url: str = Field(default="", repr=False)
    redis_url: str | None = Field(default=None, repr=False)
    api_token: str | None = Field(default=None, repr=False)
    secret_key: str | None = Field(default=None, repr=False)
    encryption_key: str | None = Field(default=None, repr=False)
    public_url: str | None = None
    allowed_origins: str = ""
    rate_limit: str = ""
    log_level: LogLevel = "INFO"
    alert_smtp: str | None = Field(default=None, repr=False)
    alert_webhook: str | None = Field(default=None, repr=False)
    staff_idle_minutes: int = Field(default=30, ge=1, le=24 * 60)
    staff_session_hours: int = Field(default=12, ge=1, le=7 * 24)
    staff_second_factor: Literal["optional", "required"] = "optional"
    twilio_account_sid: str | None = Field(default=None, validation_alias="TWILIO_ACCOUNT_SID")
    twilio_auth_token: str | None = Field(
        default=None, validation_alias="TWILIO_AUTH_TOKEN", repr=False
    )
    twilio_from: str | None = Field(default=None, validation_alias="TWILIO_FROM")
    twilio_api_base: str = Field(
        default="https://api.twilio.com", validation_alias="TWILIO_API_BASE"
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take values from the caller only: `read_settings` hands the environment in."""
        return (init_settings,)

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper_case(cls, value: Any) -> Any:
        return value.upper() if isinstance(value, str) else value

    @field_validator("public_url", "alert_webhook", "twilio_api_base")
    @classmethod
    def _web_address(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return None if value is None else value.rstrip("/")

    @field_validator("encryption_key")
    @classmethod
    def _long_key(cls, value: str | None) -> str | None:
        if value is None:
            return None
        keys = [key.strip() for key in value.split(",")]
        if min(map(len, keys)) < SHORTEST_KEY:
            raise ValueError(
                f"must have at least {SHORTEST_KEY} characters, and each of several that commas"
                " separate; make one with: openssl rand -base64 32"
            )
        return ",".join(keys)

    @field_validator("redis_url")
    @classmethod
    def _redis_address(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("must begin with redis://, rediss:// or unix://")
        return value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if value and not value.startswith(DATABASES):
            raise ValueError("must begin with sqlite:// or postgresql://")
        return value

    @field_validator("allowed_origins")
    @classmethod
    def _origins(cls, value: str) -> str:
        for origin in _listed(value):
            if origin != "*" and not _is_origin(origin):
                raise ValueError(
                    f"{origin!r} is no origin; write it like https://clinic.example, "
                    "several separated by commas"
                )
        return value

    @field_validator("rate_limit")
    @classmethod
    def _rate(cls, value: str) -> str:
        number, _, unit = value.partition("/")
        usable = number.isdecimal() and int(number) > 0 and unit in {"second", "minute", "hour"}
        if value and value != "off" and not usable:
            raise ValueError("must look like 60/minute (second, minute or hour), or be off")
        return value

    @property
    def keyring(self) -> Keyring:
        """The keys for what is stored: the first encrypts, all decrypt."""
        return Keyring(() if self.encryption_key is None else self.encryption_key.split(","))

    @property
    def origins(self) -> tuple[str, ...]:
        """The origins whose pages may call this server; `*` stands for every one."""
        return _listed(self.allowed_origins)


def read_settings(root: Path, environ: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of this process, the default paths below `root`.

    Makes `var/` and, where no secret key is set, `var/secret_key` (mode 0600) on first use.
    Raises SettingsError naming each variable that cannot be used, never its value if secret.
    """
    names = os.environ if environ is None else environ
    try:
        given = Settings.model_validate({**_given(names), "root": root.resolve()})
    except ValidationError as error:
        raise SettingsError(_explained(error)) from None
    var = given.root / "var"
    try:
        var.mkdir(exist_ok=True)
        secret_key = given.secret_key or _kept_secret(var / "secret_key")
    except OSError as error:
        raise SettingsError(f"{var}: {error.strerror}; conversations are kept there") from None
    return given.model_copy(
        update={
            "database_url": given.database_url or f"sqlite:///{var / 'backline.db'}",
            "secret_key": secret_key,
        }
    )


def unknown_names(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return one line for each `BACKLINE_...` variable that nothing reads: likely a slip."""
    known = [PREFIX + name.upper() for name in Settings.model_fields if name != "root"]
    lines = []
    for name in sorted(environ):
        if name.startswith(PREFIX) and name not in known and not name.startswith(f"{PREFIX}TEST_"):
            close = get_close_matches(name, known, n=1)
            hint = f" Did you mean {close[0]}?" if close else ""
            lines.append(f"{name} is set, and nothing reads it.{hint}")
    return tuple(lines)


def _given(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the values that are set and not empty, under the names that pydantic takes."""
    aliases = {
        name: str(field.validation_alias or PREFIX + name.upper())
        for name, field in Settings.model_fields.items()
        if name != "root"
    }
    return {name: environ[alias] for name, alias in aliases.items() if environ.get(alias)}


def _explained(error: ValidationError) -> str:
    """Return one line for each bad value; the value itself may be secret and is left out."""
    lines = []
    for problem in error.errors(include_url=False, include_input=False):
        name = str(problem["loc"][0]) if problem["loc"] else "settings"
        field = Settings.model_fields.get(name)
        alias = field.validation_alias if field is not None else None
        variable = alias or (name if name.isupper() else PREFIX + name.upper())
        lines.append(f"{variable}: {problem['msg'].removeprefix('Value error, ')}")
    return "\n".join(lines)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip().rstrip("/") for part in text.split(",") if part.strip())


def _is_origin(text: str) -> bool:
    scheme, separator, host = text.partition("://")
    return scheme in {"http", "https"} and bool(separator) and bool(host) and "/" not in host


def _kept_secret(path: Path) -> str:
    """Return the key kept in `path`, made on first use and readable by this user only."""
    if not path.exists():
        draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(SECRET_KEY_BYTES))
        # A link appears whole or not at all, so two processes that start at once share one key.
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text("ascii").strip()
