"""What came back in workbooks as the window shows it: each text, what is kept beside it, and a choice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cxdesk import formatting
from cxdesk.formatting import NumberStyle
from cxdesk.session.read_back import CHANGED, CONFLICT, EMPTIED, NEW, CameBack, ReadBack, chosen
from cxdesk.session.table_view import Table, TableColumn
from cxdesk.workspace.annotations import FIELDS

KEEP = ""
"""The choice of what is kept already; the others are the places of offers, such as "0"."""
Taken = Mapping[tuple[str, str], int | None]
_WORDS = {NEW: "New", CHANGED: "Changed", EMPTIED: "Emptied", CONFLICT: "Conflict"}
_TONES = {NEW: "good", CHANGED: "unknown", EMPTIED: "watch", CONFLICT: "risk"}
_NOTHING = "nothing"
_SEVERAL = " · "


@dataclass(frozen=True, slots=True)
class Side:
    """One of two texts side by side: where it is from, and the text."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class ReadBackView:
    """The texts that came back, in the order of `found.items`: for each row its choice now and those there
    are (value, label), and its two sides; `button` says how many are kept by it, and `summary` what came in.
    """

    found: ReadBack
    taken: Taken
    table: Table
    fields: tuple[str, ...]
    choices: tuple[tuple[tuple[str, str], ...], ...]
    sides: tuple[tuple[Side, Side], ...]
    aside: Table
    summary: str
    button: str
    can_keep: bool


def read_back_view(found: ReadBack, taken: Taken, style: NumberStyle) -> ReadBackView:
    """Return what is shown of what came back, by what was chosen until now."""
    items = found.items
    count = len(chosen(found, taken))
    return ReadBackView(
        found=found,
        taken=dict(taken),
        table=Table(_columns(items, taken), "What came back in workbooks, beside what is kept"),
        fields=tuple(_field(item, taken) for item in items),
        choices=tuple(_choices(item) for item in items),
        sides=tuple(_sides(item) for item in items),
        aside=_aside(found),
        summary=_summary(found, style),
        button=f"Keep {formatting.counted(count, 'text', 'texts', style)}" if count else "Nothing to keep",
        can_keep=count > 0,
    )


def with_choice(found: ReadBack, taken: Taken, row: int, value: str) -> dict[tuple[str, str], int | None]:
    """Return the choices with one more; `value` is KEEP or the place of an offer."""
    return {**taken, found.items[row].key: None if value == KEEP else int(value)}


def _place(item: CameBack, taken: Taken) -> int | None:
    return taken.get(item.key, None if item.state == CONFLICT else 0)


def _field(item: CameBack, taken: Taken) -> str:
    place = _place(item, taken)
    return KEEP if place is None else str(place)


def _choices(item: CameBack) -> tuple[tuple[str, str], ...]:
    keep = "Keep what is here" if item.kept else "Leave it out"
    return (
        (KEEP, keep),
        *((str(place), f"Take it from {offer.file}") for place, offer in enumerate(item.offers)),
    )


def _columns(items: tuple[CameBack, ...], taken: Taken) -> tuple[TableColumn, ...]:
    came = [_SEVERAL.join(_one_line(offer.text) for offer in item.offers) for item in items]
    labels = [dict(_choices(item))[_field(item, taken)] for item in items]
    return (
        TableColumn("account", "Account", "The account of the row", [item.account_name for item in items]),
        TableColumn("field", "Column", "What was filled in", [FIELDS[item.field] for item in items], "note"),
        TableColumn(
            "state",
            "State",
            "New; changed or emptied since it was handed out; or a conflict: something else is kept now",
            [_WORDS[item.state] for item in items],
            "sign",
            tones=[_TONES[item.state] for item in items],
        ),
        TableColumn("kept", "Kept now", "What is kept already", [_one_line(item.kept) for item in items]),
        TableColumn("came", "Came back", "What stands in the workbooks", came),
        TableColumn("take", "What to do", "Choose with Enter", labels, "choice", tones=[""] * len(items)),
    )


def _sides(item: CameBack) -> tuple[Side, Side]:
    """Return what is kept, and what came back; of several texts all."""
    kept = Side(f"Kept now, from {item.kept_from}" if item.kept else "Kept now", item.kept or _NOTHING)
    if len(item.offers) == 1:
        offer = item.offers[0]
        where = f"Came back in {offer.file}, {offer.sheet} {offer.place}"
        return kept, Side(where, offer.text or "(emptied)")
    texts = [
        f"{offer.file}, {offer.sheet} {offer.place}:\n{offer.text or '(emptied)'}" for offer in item.offers
    ]
    return kept, Side(f"Came back in {len(item.offers)} workbooks", "\n\n".join(texts))


def _aside(found: ReadBack) -> Table:
    """Return the rows that cannot be used, with their reasons."""
    rows = found.aside
    where = [f"{each.row.sheet} {each.row.place or f'row {each.row.row}'}" for each in rows]
    return Table(
        (
            TableColumn("file", "File", "The workbook", [each.file for each in rows]),
            TableColumn("where", "Where", "Sheet and row as it came back", where, "note"),
            TableColumn("account", "Account", "Where it is known", [each.account_name for each in rows]),
            TableColumn("text", "What it says", "", [_one_line(each.row.text) for each in rows]),
            TableColumn("reason", "Why it is set aside", "", [each.row.reason for each in rows]),
        ),
        "Rows that cannot be used",
    )


def _summary(found: ReadBack, style: NumberStyle) -> str:
    """Return what came in, in one or two sentences, with what should be known of the files."""
    rows = formatting.counted(found.rows, "row", "rows", style)
    told = [f"{rows} read of {', '.join(found.files)}; {len(found.items):,} texts differ from what is kept."]
    if found.conflicts:
        count = formatting.counted(len(found.conflicts), "conflict stays", "conflicts stay", style)
        told.append(f"{count} as kept unless you choose.")
    return " ".join([*told, *found.remarks])


def _one_line(text: str) -> str:
    return " ".join(text.split())
