"""The environment becomes settings, or one clear line for each bad value."""

from __future__ import annotations

import stat

import pytest

from bot.settings import SettingsError, read_settings, unknown_names


def test_nothing_set_means_sqlite_below_var_and_a_secret_made_once(tmp_path):
    settings = read_settings(tmp_path, {})
    assert settings.database_url == f"sqlite:///{tmp_path / 'var' / 'backline.db'}"
    secret = tmp_path / "var" / "secret_key"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert len(settings.secret_key) >= 32
    assert read_settings(tmp_path, {}).secret_key == settings.secret_key
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret_key"]


def test_a_given_secret_is_used_and_none_is_made(tmp_path):
    assert read_settings(tmp_path, {"BACKLINE_SECRET_KEY": "given"}).secret_key == "given"
    assert not (tmp_path / "var" / "secret_key").exists()


def test_an_empty_variable_counts_as_unset(tmp_path):
    settings = read_settings(tmp_path, {"BACKLINE_API_TOKEN": "", "BACKLINE_LOG_LEVEL": ""})
    assert (settings.api_token, settings.log_level) == (None, "INFO")


def test_values_are_read_under_their_names(tmp_path):
    settings = read_settings(
        tmp_path,
        {
            "BACKLINE_LOG_LEVEL": "debug",
            "BACKLINE_ALLOWED_ORIGINS": "https://a.example/, https://b.example",
            "BACKLINE_PUBLIC_URL": "https://chat.example/",
            "TWILIO_FROM": "+15550100",
        },
    )
    assert settings.log_level == "DEBUG"
    assert settings.origins == ("https://a.example", "https://b.example")
    assert settings.public_url == "https://chat.example"
    assert settings.twilio_from == "+15550100"


def test_secrets_stay_out_of_repr(tmp_path):
    names = (
        "BACKLINE_API_TOKEN", "BACKLINE_SECRET_KEY", "BACKLINE_ENCRYPTION_KEY",
        "TWILIO_AUTH_TOKEN", "BACKLINE_ALERT_SMTP",
    )  # fmt: skip
    environ = dict.fromkeys(names, "hush-hush-hush-hush") | {
        "BACKLINE_DATABASE_URL": "postgresql://u:hush-hush@h/d",
        "BACKLINE_REDIS_URL": "redis://:hush-hush@h",
    }
    assert "hush-hush" not in repr(read_settings(tmp_path, environ))


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("BACKLINE_DATABASE_URL", "mysql://u:hush@h/d", "sqlite:// or postgresql://"),
        ("BACKLINE_REDIS_URL", "http://h", "redis://"),
        ("BACKLINE_RATE_LIMIT", "60", "60/minute"),
        ("BACKLINE_RATE_LIMIT", "0/minute", "60/minute"),
        ("BACKLINE_RATE_LIMIT", "-5/minute", "60/minute"),
        ("BACKLINE_RATE_LIMIT", "60/day", "60/minute"),
        ("BACKLINE_PUBLIC_URL", "chat.example", "http://"),
        ("BACKLINE_ALLOWED_ORIGINS", "clinic.example", "https://clinic.example"),
        ("BACKLINE_ALLOWED_ORIGINS", "https://clinic.example/page", "https://clinic.example"),
        ("BACKLINE_LOG_LEVEL", "loud", "'DEBUG'"),
        ("TWILIO_API_BASE", "api", "http://"),
    ],
)
def test_a_bad_value_is_one_line_that_says_what_is_allowed(tmp_path, name, value, words):
    with pytest.raises(SettingsError) as caught:
        read_settings(tmp_path, {name: value})
    (line,) = str(caught.value).splitlines()
    assert line.startswith(f"{name}: ")
    assert words in line
    assert "hush" not in line


def test_all_bad_values_are_shown_together(tmp_path):
    environ = {"BACKLINE_RATE_LIMIT": "x", "BACKLINE_LOG_LEVEL": "y", "TWILIO_API_BASE": "z"}
    with pytest.raises(SettingsError) as caught:
        read_settings(tmp_path, environ)
    assert len(str(caught.value).splitlines()) == 3


def test_a_misspelt_variable_is_named_with_the_nearest_right_one():
    environ = {"BACKLINE_DATABSE_URL": "x", "BACKLINE_TEST_REDIS_URL": "x", "HOME": "/"}
    assert unknown_names(environ) == (
        "BACKLINE_DATABSE_URL is set, and nothing reads it. Did you mean BACKLINE_DATABASE_URL?",
    )
