"""How every command prints for scripts, and what people wrote for a terminal."""

from __future__ import annotations

import json
from unicodedata import category


def print_json(value: dict) -> None:
    """Print one JSON object on standard output, in a single line."""
    print(json.dumps(value, ensure_ascii=False, allow_nan=False))


def on_one_line(text: str) -> str:
    """Return a text as one line for a terminal: signs that would steer it are left out."""
    return " ".join("".join(sign for sign in text if sign.isspace() or category(sign) != "Cc").split())
