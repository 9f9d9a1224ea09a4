"""A page to print, as data: a headline, boxes and two columns of sections; nothing of how it looks."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Cell:
    """A text in a row: `strong` is bold, `detail` stands small below it, `right` sets numbers under each
    other.
    """

    text: str
    detail: str = ""
    strong: bool = False
    right: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its rows. `widths` are the columns' shares of the section; `head` their headers, if any.

    `empty` is said where there is no row: blanks are said, not hidden. `least` rows stay when a page is too
    full, the first ones; `note` stands small below. `lines` is the height of an empty box to write into.
    `rest` says where rows can be read that had no room, "" where the reader cannot go there.
    """

    title: str
    rows: tuple[tuple[Cell, ...], ...] = ()
    widths: tuple[float, ...] = (1.0,)
    head: tuple[str, ...] = ()
    empty: str = ""
    least: int = 1
    note: str = ""
    lines: int = 0
    rest: str = "in cxdesk"


@dataclass(frozen=True, slots=True)
class Box:
    """One of the boxes below the headline: what it is about, its statement, and what is small below."""

    label: str
    statement: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `kind` says what it is and of when; `alert` is the urgent part of the subtitle, set bold."""

    title: str
    kind: str
    subtitle: str
    alert: str
    boxes: tuple[Box, ...]
    left: tuple[Section, ...]
    right: tuple[Section, ...]
    footer: str

    @property
    def sections(self) -> tuple[Section, ...]:
        """All sections in reading order."""
        return (*self.left, *self.right)

    @property
    def texts(self) -> tuple[str, ...]:
        """All that the page says, in no order."""
        boxes = (text for box in self.boxes for text in (box.label, box.statement, box.detail))
        rows = (cell for section in self.sections for row in section.rows for cell in row)
        cells = (text for cell in rows for text in (cell.text, cell.detail))
        said = (text for part in self.sections for text in (part.title, part.empty, part.note, *part.head))
        return (self.title, self.kind, self.subtitle, self.alert, self.footer, *boxes, *cells, *said)


def without_last_row(section: Section, removed: int) -> Section:
    """Return a section with one row less, and what is missing said below; `removed` rows in all are gone."""
    more = f"and {removed} more {section.rest}".rstrip()
    kept = section.note if removed == 1 else section.note.rpartition("and ")[0].rstrip(" ·")
    return replace(section, rows=section.rows[:-1], note=f"{kept} · {more}" if kept else more)
