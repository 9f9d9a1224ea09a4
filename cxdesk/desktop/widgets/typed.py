"""What was typed into a field as a value; what is none is left as it was typed, to be refused in words."""

from __future__ import annotations


def whole_number(text: str) -> int | str:
    """Return the whole number that was typed, else the text."""
    text = text.strip().replace("\N{MINUS SIGN}", "-")
    try:
        return int(text)
    except ValueError:
        return text


def number(text: str) -> float | str:
    """Return the number that was typed, with a point or a comma, else the text."""
    text = text.strip().replace(",", ".")
    try:
        return float(text)
    except ValueError:
        return text
