"""What a file says and where, what must not be said, and what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

ANOTHER = "another customer"
NOTE = "an internal note"
SCORE = "a word of scores, risk or value"
HIDDEN = "hidden content"
COMMENT = "a comment"
PROPERTY = "a document property"
LINK = "a link outward"
EMBEDDED = "an embedded file"
SHORTEST_NAME = 4
"""Letters of a name that is looked for in any case; a shorter one must be written as it is."""


@dataclass(frozen=True, slots=True)
class Leak:
    """One thing that tells: where it stands, what kind it is, and the text around it."""

    place: str
    kind: str
    text: str

    def __str__(self) -> str:
        """Return it in words: `sheet Review, cell B7: “churn” (a word of scores, risk or value)`."""
        return f"{self.place}: “{self.text}” ({self.kind})" if self.text else f"{self.place} ({self.kind})"


@dataclass(frozen=True, slots=True)
class Piece:
    """A text and its place: a cell, a line, a title. `is_label`: alone it would be read as a label; of a line
    of running text that is not known, and it is one only where it begins with a capital. `is_beside`: the
    next piece stands in the same row.
    """

    place: str
    text: str
    is_label: bool = True
    is_beside: bool = True


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything that a file says: `streams` are pieces that are read one after the other; `found` is what
    must not be in the file whatever it says, such as a hidden sheet; nobody reads its `pictures`.
    """

    streams: tuple[tuple[Piece, ...], ...]
    found: tuple[Leak, ...] = ()
    pictures: int = 0


@dataclass(frozen=True, slots=True)
class Secrets:
    """What must not be told to one customer, and what is their own.

    `names` are the names, ids, addresses and people of other customers, `notes` shingles of internal texts:
    keys are squeezed (`folding.squeezed`), values the words to show. `own_names` are squeezed too: the
    customer's, their people's, ours that they deal with; `own_words` squeezed phrases of theirs that may hold
    any word, such as their name or a feature's. `bands` are the bands' names and `signs` their signs.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    own_names: frozenset[str] = frozenset()
    own_words: frozenset[str] = frozenset()
    bands: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
