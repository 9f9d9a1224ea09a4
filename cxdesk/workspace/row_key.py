"""The key in every row that is handed out: by it what people write there finds its account again.

A key is one text that stays with its row however the sheet is sorted, filtered or copied. It tells the
workspace, the as-of day and the version of the standards of the run, a digest of each text as it was handed
out (never the text: who empties a cell must be able to trust that it is gone), and the account. Its check
notices keys that somebody edited or that a fill handle counted up.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

from cxdesk.workspace.annotations import FIELDS

HEADER = "Row key"
BEGINNING = "cxdesk-row"
_PARTS = re.compile(
    r"cxdesk-row (\S+) (\S+) v(\d{1,9}) ((?:[0-9a-f]+|-)(?:\.(?:[0-9a-f]+|-))*) ([0-9a-f]+) (\S+)"
)
_NOWHERE = "-"
_DIGITS = 12


@dataclass(frozen=True, slots=True)
class RowKey:
    """A row of a run. `given`: for each of FIELDS the digest of its text as handed out, "" for none;
    `workspace` is "" where the run was not of a workspace file.
    """

    workspace: str
    as_of: str
    standards: int
    given: tuple[str, ...]
    account: str


def key_text(key: RowKey) -> str:
    """Return the key as it stands in the cell: one line that no spreadsheet takes for anything but text."""
    said, account = _said(key), quote(key.account, safe="", errors="surrogatepass")
    return f"{BEGINNING} {said} {_digest(said + key.account)} {account}"


def key_of(text: str) -> RowKey | None:
    """Return the key that a cell holds; None where it is damaged or was edited."""
    found = _PARTS.fullmatch(text.strip())
    if found is None:
        return None
    workspace, as_of, standards, given, check, account = found.groups()
    digests = tuple("" if part == _NOWHERE else part for part in given.split("."))
    plain = unquote(account, errors="surrogatepass")
    key = RowKey("" if workspace == _NOWHERE else workspace, as_of, int(standards), digests, plain)
    right = len(digests) == len(FIELDS) and _digest(_said(key) + plain) == check
    return key if right else None


def is_key(text: str) -> bool:
    """Return whether a text is a key, be it damaged."""
    return text.lstrip().startswith(f"{BEGINNING} ")


def text_digest(text: str) -> str:
    """Return what a text is known by again, "" for an empty one; equal texts must be spelt equally."""
    return _digest(text) if text else ""


def _said(key: RowKey) -> str:
    given = ".".join(part or _NOWHERE for part in key.given)
    return f"{key.workspace or _NOWHERE} {key.as_of} v{key.standards} {given}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
