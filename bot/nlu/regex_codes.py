"""What Python compiles regular expressions to, packed so that a model can keep it.

Python has no public way to keep a compiled pattern: pickling one stores its text. These are the
functions that `re` itself uses (ADR 0040).
"""

from __future__ import annotations

import re
import sys
from array import array
from importlib import import_module
from typing import Any
from zlib import compress, decompress

STEP = "I"  # what Python compiles to: numbers of four bytes
_sre: Any = import_module("_sre")
_compiler: Any = import_module("re._compiler")
_parser: Any = import_module("re._parser")
MADE_BY = (sys.implementation.name, *sys.version_info[:2], sys.byteorder, _sre.MAGIC, _sre.CODESIZE)
UNICODE = int(re.UNICODE)


def packed(source: str) -> bytes:
    """Return what a regular expression is compiled to; raises ValueError for one with groups."""
    parsed = _parser.parse(source, 0)
    if parsed.state.groups != 1:
        raise ValueError("a kept regular expression has no groups of its own")
    code: list[int] = _compiler._code(parsed, 0)
    return compress(array(STEP, code).tobytes())


def unpacked(code: bytes) -> re.Pattern[str]:
    """Return the regular expression; Python itself refuses code that it could not have made."""
    numbers = array(STEP, decompress(code)).tolist()
    regex: re.Pattern[str] = _sre.compile("", UNICODE, numbers, 0, {}, (None,))
    return regex
