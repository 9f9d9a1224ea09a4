"""What a canonical table and its columns are. Screens, import, help and exports read these records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

PROVENANCE = ("source_file", "source_sheet", "source_row", "import_id")
EXTRA_PREFIX = "extra."


class Kind(Enum):
    """The type of a column's values. Datetimes are UTC inside; ids are always text."""

    TEXT = "text"
    ID = "id"
    INT = "int"
    DECIMAL = "decimal"
    DATE = "date"
    DATETIME = "datetime"
    BOOL = "bool"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a canonical table.

    `aliases` are other headers that mean the same (compared after normalising case, punctuation and spaces);
    `asks` are those of them that may as well mean something else, so that the user is asked;
    `choices` maps each canonical value to the labels people use for it; `unit` is the canonical unit, to
    which an import converts (a header such as "(hrs)" says the source's); `observed` marks dates that record
    when a row came to be: the newest of them is the default as-of date.
    """

    name: str
    kind: Kind
    label: str
    help: str
    aliases: tuple[str, ...] = ()
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unit: str = ""
    observed: bool = False
    asks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One canonical table.

    `key` names the columns that identify a row (empty: rows are never merged). `needs` lists alternatives of
    which every group must be met by at least one mapped column, else a sheet is not this table. `names` are
    words in a sheet's or file's name that speak for this table.
    """

    name: str
    label: str
    help: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    needs: tuple[tuple[str, ...], ...] = ()
    names: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """Return the column of that name; raises KeyError when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name} has no column {name}")

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names of the columns in their order."""
        return tuple(column.name for column in self.columns)
