"""How every command prints for scripts."""

from __future__ import annotations

import json


def print_json(value: dict) -> None:
    """Print one JSON object on standard output, in a single line."""
    print(json.dumps(value, ensure_ascii=False, allow_nan=False))
