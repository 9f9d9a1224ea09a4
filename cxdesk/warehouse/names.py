"""Names of tables and columns that the user gives: taken apart, checked, and never put into a text of SQL."""

from __future__ import annotations

from cxdesk.errors import UsageError

_REFUSED = frozenset('"`[]\\')
_MOST_PARTS = 3  # catalog or project, schema or data set, table
_LONGEST = 255
_FOLDED = {"snowflake": str.upper, "postgres": str.lower, "redshift": str.lower}


def table_name(text: str, dialect: str) -> tuple[str, ...]:
    """Return the parts of a table's name, as the database keeps them: `sales.events` or `"Sales".events`.

    A part in double quotes is taken as it stands; another one in the case that the dialect gives to plain
    names. Raises `UsageError` for what is no name, or could be more than one.
    """
    parts = _split(text)
    if len(parts) > _MOST_PARTS:
        raise UsageError(
            f"The table name {text} has {len(parts)} parts.",
            "Give table, schema.table or catalog.schema.table; put a part with a dot in double quotes.",
        )
    return tuple(_checked(part, text, dialect) for part in parts)


def column_name(text: str, dialect: str) -> str:
    """Return a column's name as the database keeps it; in double quotes it is taken as it stands."""
    return _checked(text, text, dialect)


def _split(text: str) -> list[str]:
    """Return the parts between the dots that stand outside double quotes, quotes kept."""
    parts, quoted = [""], False
    for character in text:
        quoted ^= character == '"'
        if character == "." and not quoted:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def _checked(part: str, whole: str, dialect: str) -> str:
    is_quoted = len(part) > 1 and part[0] == part[-1] == '"'
    name = part[1:-1] if is_quoted else _FOLDED.get(dialect, str)(part)
    if not name.strip() or len(name) > _LONGEST or not name.isprintable() or _REFUSED & set(name):
        raise UsageError(
            f"{whole!r} is no name of a table or column that can be used.",
            "Quotes, brackets and backslashes are not taken; make a view with plain names.",
        )
    return name
