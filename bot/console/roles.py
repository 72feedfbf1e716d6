"""Who may do what: one table."""

from __future__ import annotations

ROLES = ("viewer", "reviewer", "scheduler", "admin")

# Reviewers and schedulers stand side by side: each sees all, and changes what is theirs.
SUFFICES = {
    "viewer": frozenset({"viewer", "reviewer", "scheduler", "admin"}),
    "reviewer": frozenset({"reviewer", "admin"}),
    "scheduler": frozenset({"scheduler", "admin"}),
    "admin": frozenset({"admin"}),
}


def may(role: str, needed: str) -> bool:
    """Tell whether a role suffices where `needed` is asked for: one role, or any of several.

    Several are written with a space between. A role that nobody knows suffices nowhere.
    """
    return any(role in SUFFICES[one] for one in needed.split())


def check_needed(needed: str) -> None:
    """Raise ValueError for a route that names no role, or one that nobody knows."""
    names = needed.split()
    if not names or any(name not in SUFFICES for name in names):
        raise ValueError(f"{needed!r} is no role; there are {', '.join(ROLES)}")
