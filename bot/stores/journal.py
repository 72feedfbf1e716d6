"""The words of a turn on disk, for as long as the database does not take them."""

from __future__ import annotations

import asyncio
import json
import logging
import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from bot.conversation.messages import UserMessage
from bot.conversation.records import TurnRecord
from bot.conversation.serialization import (
    bot_message_from_json,
    bot_message_to_json,
    event_from_json,
    event_to_json,
    tracker_from_snapshot,
    tracker_to_snapshot,
)
from bot.stores.errors import StoreRefused, StoreSetupError, StoreUnavailable, Unreadable
from bot.stores.sealing import LONGEST_HEAD, Sealer, key_id_of, missing_keys

logger = logging.getLogger(__name__)

# What its sealer is called.
PURPOSE = "unsaved turns"
_KEPT = ".json"
_UNUSABLE = ".unusable"


class RecoveringStore(Protocol):
    """Where kept turns go once it answers again."""

    async def recover(self, record: TurnRecord) -> bool:
        """Store a kept turn unless it is stored; return whether it was missing."""
        ...


class TurnJournal:
    """A folder with one file for each turn that is not stored yet.

    Files are readable by their owner only. `has_unsaved` is cheap to ask after every turn.
    """

    def __init__(self, folder: Path, sealer: Sealer) -> None:
        """Keep turns in `folder`, sealed. Raises StoreSetupError when what is there cannot open."""
        self._folder = folder
        self._sealer = sealer
        check_files(folder, sealer)
        self._recovering = asyncio.Lock()
        self.has_unsaved = any(folder.glob(f"*{_KEPT}"))

    async def keep(self, record: TurnRecord) -> None:
        """Write a turn to disk, durably once this returns. Raises OSError when the disk fails."""
        await asyncio.to_thread(self._write, record)
        self.has_unsaved = True

    async def recover(self, store: RecoveringStore) -> int:
        """Hand the kept turns to the store, oldest first; return how many it had missed.

        Stops quietly while the store does not answer. A file that cannot be read, or whose values
        the store refuses, is set aside under the ending `.unusable`, for a person to look at.
        """
        async with self._recovering:
            if not self.has_unsaved:
                return 0
            missed = 0
            # A turn that is kept from here on sets the mark again.
            self.has_unsaved = False
            for file in await asyncio.to_thread(self._oldest_first):
                try:
                    missed += await self._recover_one(file, store)
                except StoreUnavailable as error:
                    logger.warning(
                        "kept turns wait for the store", extra={"error": type(error).__name__}
                    )
                    self.has_unsaved = True
                    break
            return missed

    def _write(self, record: TurnRecord) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        target = self._folder / f"{_file_stem(record.turn_id)}{_KEPT}"
        _replace(target, self._sealer.seal(json.dumps(record_to_json(record))))

    async def _recover_one(self, file: Path, store: RecoveringStore) -> bool:
        record = await asyncio.to_thread(self._read, file)
        if record is None:
            return False
        try:
            was_missing = await store.recover(record)
        except StoreRefused as error:
            await asyncio.to_thread(_set_aside, file, error)
            return False
        await asyncio.to_thread(file.unlink, missing_ok=True)
        return was_missing

    def _read(self, file: Path) -> TurnRecord | None:
        """Return a kept turn; None when it is unusable, or gone as another process was faster."""
        try:
            return record_from_json(self._opened(file))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, AttributeError, Unreadable) as error:
            _set_aside(file, error)
            return None

    def _oldest_first(self) -> list[Path]:
        return sorted(self._folder.glob(f"*{_KEPT}"), key=self._received_at)

    def _received_at(self, file: Path) -> float:
        """Return when a kept turn came in; an unreadable file comes first and is set aside."""
        try:
            return float(self._opened(file)["received_at"])
        except (OSError, ValueError, KeyError, TypeError, Unreadable):
            return 0.0

    def _opened(self, file: Path) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self._sealer.open(file.read_text("ascii")))
        return found


def check_files(folder: Path, sealer: Sealer) -> None:
    """Raise StoreSetupError when a kept turn was sealed with a key that is not here."""
    used = {key_id_of(_head(file)) for file in folder.glob(f"*{_KEPT}")} - {None}
    lacking = sorted(str(key_id) for key_id in used if key_id not in sealer.key_ids)
    if lacking:
        raise StoreSetupError(f"{folder}: {missing_keys(lacking)}")


def reseal_files(folder: Path, sealer: Sealer) -> int:
    """Seal what is kept in the clear or with an older key; return how many files that were.

    What was set aside as unusable is sealed too, but for what
    was sealed and then damaged.
    """
    count = 0
    for file in sorted((*folder.glob(f"*{_KEPT}"), *folder.glob(f"*{_UNUSABLE}"))):
        with suppress(FileNotFoundError, Unreadable):
            # What is unusable may be any bytes; the text stands for them, one for one.
            stored = file.read_text("latin-1")
            if not stored.startswith(sealer.head):
                _replace(file, sealer.seal(sealer.open(stored)))
                count += 1
    return count


def _replace(target: Path, content: str) -> None:
    """Write a file, whole or not at all, durably, for its owner only."""
    partial = target.with_suffix(".partial")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.rename(target)
    _flush_folder(target.parent)


def _head(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            return opened.read(LONGEST_HEAD).decode("ascii", "replace")
    except OSError:
        return ""


def _set_aside(file: Path, error: Exception) -> None:
    """Keep a file out of further attempts. The log names it without its content."""
    logger.error(
        "a kept turn is unusable", extra={"file": file.name, "error": type(error).__name__}
    )
    with suppress(FileNotFoundError):
        file.rename(file.with_suffix(_UNUSABLE))


def record_to_json(record: TurnRecord) -> dict[str, Any]:
    """Return a turn as JSON."""
    message = record.message
    return {
        "turn_id": record.turn_id,
        "message": {
            "sender_id": message.sender_id,
            "text": message.text,
            "channel": message.channel,
            "message_id": message.message_id,
            "metadata": dict(message.metadata),
        },
        "tracker": tracker_to_snapshot(record.tracker),
        "events": [event_to_json(event) for event in record.events],
        "replies": [bot_message_to_json(reply) for reply in record.replies],
        "failed": record.failed,
        "received_at": record.received_at,
    }


def record_from_json(data: dict[str, Any]) -> TurnRecord:
    """Return the turn that `record_to_json` wrote. Raises KeyError or TypeError for other JSON."""
    return TurnRecord(
        turn_id=data["turn_id"],
        message=UserMessage(**data["message"]),
        tracker=tracker_from_snapshot(data["tracker"]),
        events=tuple(event_from_json(event) for event in data["events"]),
        replies=tuple(bot_message_from_json(reply) for reply in data["replies"]),
        failed=data["failed"],
        received_at=data["received_at"],
    )


def _file_stem(turn_id: str) -> str:
    """Return a turn's id as a file name; one that could leave the folder is hashed."""
    if turn_id.replace("-", "").isalnum() and turn_id.isascii():
        return turn_id
    return sha256(turn_id.encode("utf-8", "surrogatepass")).hexdigest()


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
