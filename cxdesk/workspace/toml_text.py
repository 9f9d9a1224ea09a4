"""Names and values as TOML, for the files that users read, keep and edit."""

from __future__ import annotations

import json
import re
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def toml_key(name: str) -> str:
    """Return a name as the key of a table or value, in quotes where TOML needs them."""
    return name if _BARE.fullmatch(name) else toml_value(name)


def toml_value(value: Any) -> str:
    """Return a text, a number or a list of texts as TOML, which writes these like JSON but for one sign."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
