# QUICKLOADER

from __future__ import annotations
class AssistantError(Exception): pass
