"""The project in the current folder, as the commands see it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console
from rich.progress import Progress

from bot.assistant.assistant import Assistant, load_assistant
from bot.assistant.problems import AssistantError
from bot.logs import configure
from bot.settings import Settings, SettingsError, read_settings, unknown_names
from bot.stores.errors import StoreFailure, StoreSetupError

if TYPE_CHECKING:
    from bot.app import App
    from bot.nlu.comparison import Comparison
    from bot.ports import Extension

MODELS = "models"
FAILED = 1


class CommandFailed(Exception):
    """A command cannot go on; str() says why, one line for each reason."""


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn what an author or operator can mend into plain lines and exit code 1."""
    try:
        yield
    except Exception as error:
        if not is_plain(error):
            raise
        typer.echo(str(error), err=True)
        raise typer.Exit(FAILED) from None


def is_plain(error: Exception) -> bool:
    """Tell whether str() of an error is lines for the author of a file or for the operator."""
    if isinstance(error, AssistantError | SettingsError | StoreSetupError | StoreFailure):
        return True
    # The house's own files have their own error, unknown to the engine; like ours it has problems.
    return isinstance(error, CommandFailed) or bool(getattr(error, "problems", ()))


@dataclass(frozen=True)
class Project:
    """A folder with an assistant in it, and the environment's settings."""

    root: Path
    settings: Settings

    @classmethod
    def here(cls) -> Project:
        """Return the project of the current folder, and set up its logs.

        Raises SettingsError; a variable that nothing reads is named on standard error.
        """
        for line in unknown_names(os.environ):
            typer.echo(line, err=True)
        settings = read_settings(Path.cwd())
        configure(settings.log_level)
        return cls(settings.root, settings)

    @cached_property
    def assistant(self) -> Assistant:
        """The assistant's files; reading them raises AssistantError."""
        return load_assistant(self.root)

    @property
    def model_dir(self) -> Path:
        """Where the trained model is kept."""
        return self.root / MODELS

    def train(self, *, force: bool = False) -> bool:
        """Train where the files changed since the last time; return whether it did.

        Raises CommandFailed when the new model is below the floors of config.yml.
        """
        from bot.nlu.training import TrainingRefused, model_is_stale, train

        if not force and not model_is_stale(self.assistant, self.model_dir):
            return False
        console = Console(stderr=True, highlight=False)
        with Progress(console=console, transient=True) as shown:
            task = shown.add_task("Training", total=1.0)
            try:
                report = train(
                    self.assistant,
                    self.model_dir,
                    progress=lambda step, share: shown.update(
                        task, description=f"Training: {step}", completed=share
                    ),
                )
            except (TrainingRefused, ValueError) as error:
                raise CommandFailed(str(error)) from None
        console.print(
            f"Trained on {report.examples} examples of {report.intents} intents; "
            f"{report.accuracy:.1%} of held-out examples right."
        )
        return True

    def train_with(self, corrections: Path) -> Comparison:
        """Train with corrected examples as well, measured before and after.

        Raises CommandFailed when the new model is worse: then the old one stays.
        """
        from bot.nlu.comparing import train_with
        from bot.nlu.training import TrainingRefused

        console = Console(stderr=True, highlight=False)
        with Progress(console=console, transient=True) as shown:
            task = shown.add_task("Training", total=1.0)
            try:
                return train_with(
                    self.assistant,
                    self.model_dir,
                    corrections,
                    clock=time.time,
                    progress=lambda step, share: shown.update(
                        task, description=f"Training: {step}", completed=share
                    ),
                )
            except (TrainingRefused, ValueError) as error:
                raise CommandFailed(str(error)) from None
            except OSError as error:
                raise CommandFailed(f"{error.filename}: {error.strerror}") from None

    def train_apart(self) -> None:
        """Train, where the model is stale, in a process whose memory ends with it.

        Raises CommandFailed when the training fails; it has said why.
        """
        from bot.nlu.training import model_is_stale

        if not model_is_stale(self.assistant, self.model_dir):
            return
        # A server runs for months: what training needs must not stay with it.
        done = subprocess.run([sys.executable, "-m", "bot", "train"], cwd=self.root, check=False)
        if done.returncode != 0:
            raise CommandFailed("the training failed, so nothing was started")

    def build(self) -> App:
        """Return the running app, its model trained already."""
        from bot.app import build

        return build(self.root, self.settings, assistant=self.assistant)

    def extension(self) -> Extension:
        """Return what the clinic adds to the engine."""
        from bot.app import extension

        return extension(self.root, self.settings)

    def parse(self, text: str) -> dict[str, Any]:
        """Return what a message is understood as, in Rasa's JSON."""
        return self.build().agent.parse(text).as_json()
