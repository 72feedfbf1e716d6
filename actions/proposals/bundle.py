"""An approved change as one file: the files, a patch to read, and a record that is sealed.

The record says who approved, when, on which figures, and the hash of every file before and after.
Its seal is made with the server's secret key: nobody without it can write an approval.
"""

from __future__ import annotations

import hmac
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from actions.knowledge.loader import SECTIONS
from actions.proposals.drafting import patch
from actions.proposals.values import NEEDED_APPROVALS, Act, Proposal

RECORD, PATCH, READ_ME, FILES = "record.json", "change.patch", "README.txt", "clinical/"
# The earliest date that the format knows: equal changes make equal bundles.
NO_DATE = (1980, 1, 1, 0, 0, 0)
LARGEST_BYTES = 4 * 1024 * 1024
HOW_TO = """An approved change of the clinical files.

On the server, with the settings of the service that made this file:

    backline clinical apply {name}

It checks the seal, the two approvals and that the files in force are those that the change was made
from; it then writes the files and a line of CHANGELOG.md. Restart the service afterwards.
"""


class BadBundle(Exception):
    """The file is no approved change; str() is one line that says why."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """An approved change whose seal is sound: the files, and what is recorded of them."""

    record: Mapping[str, Any]
    files: Mapping[str, bytes]

    @property
    def hashes(self) -> Mapping[str, Mapping[str, str]]:
        """Return the hash of each file before and after."""
        found: Mapping[str, Mapping[str, str]] = self.record["files"]
        return found


def bundle_name(proposal: Proposal) -> str:
    """Return what the file is called."""
    version = proposal.draft.new_version.partition("+")[0]
    return f"protocol-{version}-proposal-{proposal.id}.zip"


def bundle_of(proposal: Proposal, secret: str) -> bytes:
    """Return an approved proposal as a file."""
    record = _record(proposal)
    sealed = record | {"seal": seal_of(record, secret)}
    contents = {
        RECORD: json.dumps(sealed, indent=1, sort_keys=True) + "\n",
        PATCH: patch(proposal.draft),
        READ_ME: HOW_TO.format(name=bundle_name(proposal)),
        **{f"{FILES}{name}": text for name, text in proposal.draft.files.items()},
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in contents.items():
            archive.writestr(zipfile.ZipInfo(name, NO_DATE), text.encode())
    return made.getvalue()


def read_bundle(path: Path, secret: str) -> Bundle:
    """Return the change in a file. Raises BadBundle for anything but an approved one."""
    try:
        with zipfile.ZipFile(path) as archive:
            sealed = json.loads(_read(archive, RECORD))
            files = {name: _read(archive, f"{FILES}{name}") for name in SECTIONS}
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise BadBundle(f"{path} is no approved change ({type(error).__name__})") from None
    given = sealed.pop("seal", "") if isinstance(sealed, dict) else ""
    if not given or not hmac.compare_digest(str(given), seal_of(sealed, secret)):
        raise BadBundle(
            f"{path}: the seal does not fit. Run this with the BACKLINE_SECRET_KEY of the server "
            "that made the file; if it has that, the record was changed since"
        )
    _check(path, sealed, files)
    return Bundle(sealed, files)


def seal_of(record: Mapping[str, Any], secret: str) -> str:
    """Return the seal of a record, which serves no other purpose."""
    text = json.dumps(dict(record), sort_keys=True)
    return hmac.new(secret.encode(), f"protocol bundle\n{text}".encode(), sha256).hexdigest()


def _check(path: Path, record: Mapping[str, Any], files: Mapping[str, bytes]) -> None:
    if len({one["by"] for one in record["approvals"]}) < NEEDED_APPROVALS:
        raise BadBundle(f"{path}: two people have to approve it")
    for name, content in files.items():
        if hash_of(content) != record["files"][name]["after"]:
            raise BadBundle(f"{path}: {name} is not the file that was approved")


def hash_of(content: bytes) -> str:
    """Return the hash that a record names a file by."""
    return sha256(content).hexdigest()


def _record(proposal: Proposal) -> dict[str, Any]:
    draft = proposal.draft
    return {
        "proposal": proposal.id,
        "why": proposal.why,
        "changes": list(draft.changes),
        "proposed_by": proposal.by,
        "proposed_at": _moment(proposal.at),
        "from_version": draft.base_version,
        "to_version": draft.new_version,
        "files": {
            name: {
                "before": hash_of(draft.base[name].encode()),
                "after": hash_of(text.encode()),
            }
            for name, text in draft.files.items()
        },
        "approvals": [_approval(one) for one in proposal.approvals],
    }


def _approval(act: Act) -> dict[str, Any]:
    """Return who approved. Their reason may name a patient: it stays in the console."""
    return {
        "by": act.by,
        "role": act.role,
        "at": _moment(act.at),
        "gave_reason_for_unread": bool(act.reason),
        "figures": act.figures,
    }


def _moment(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > LARGEST_BYTES:
        raise ValueError(name)
    return archive.read(name)
