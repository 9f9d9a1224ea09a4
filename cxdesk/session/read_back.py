"""What came back in handed-out workbooks beside what is kept: what is new, what changed, what contradicts.

A text counts as written by the reader where it differs from what stood in its cell when the workbook was
handed out. It contradicts where what is kept has changed since then, or where two workbooks differ.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from cxdesk.report.round_trip.records import ReturnedBook, ReturnedRow, ReturnedText, RowAside
from cxdesk.report.round_trip.texts import plain_text
from cxdesk.workspace import Workspace
from cxdesk.workspace.annotations import FIELDS, Annotation, InForce, KeptAnnotation, in_force
from cxdesk.workspace.facts_record import Facts
from cxdesk.workspace.row_key import text_digest

NEW, CHANGED, EMPTIED, CONFLICT = "new", "changed", "emptied", "conflict"


@dataclass(frozen=True, slots=True)
class Offer:
    """A text that came back: from which file, sheet and cell, of the workbook of which as-of day (ISO);
    `computed`: a formula gave it.
    """

    text: str
    file: str
    sheet: str
    place: str
    handed_out: str
    computed: bool = False


@dataclass(frozen=True, slots=True)
class CameBack:
    """A field of an account that a reader changed: what is kept, what came back, and the state of the two.

    `kept_from` is the file that the kept text came in, "" where nothing is kept. Only a CONFLICT can have
    several offers, in the order of their files.
    """

    account: str
    account_name: str
    field: str
    kept: str
    kept_from: str
    offers: tuple[Offer, ...]
    state: str

    @property
    def key(self) -> tuple[str, str]:
        """The account and the field."""
        return self.account, self.field


@dataclass(frozen=True, slots=True)
class Aside:
    """What cannot be used of a file, and why; `account_name` is "" where the account is not known."""

    file: str
    row: RowAside
    account_name: str = ""


@dataclass(frozen=True, slots=True)
class ReadBack:
    """Files that came back: what changed, conflicts first, else in the order of the accounts; `rows` whose
    keys hold; `unchanged` texts that are as they were handed out or as they are kept.
    """

    files: tuple[str, ...]
    rows: int
    unchanged: int
    items: tuple[CameBack, ...]
    aside: tuple[Aside, ...]
    remarks: tuple[str, ...]

    @property
    def conflicts(self) -> tuple[CameBack, ...]:
        """What needs a decision."""
        return tuple(item for item in self.items if item.state == CONFLICT)


def compared(
    books: Sequence[ReturnedBook],
    kept: InForce,
    names: Mapping[str, str],
    workspace: str,
    merged: Mapping[str, str] = MappingProxyType({}),
) -> ReadBack:
    """Compare what came back with what is kept. `names` are the accounts' by their ids in their order;
    `workspace` is the identity of the workspace; `merged` has the account that an id was merged into.
    """
    rows, aside, remarks = [], [], []
    for book in books:
        aside += [Aside(book.file, row, names.get(row.account, "")) for row in book.aside]
        usable, refused = _usable(_following(book, merged), names, workspace)
        single, repeated = _once_each(usable)
        told = [row for row in refused if row.text]
        aside += [Aside(book.file, row, names.get(row.account, "")) for row in (*told, *repeated)]
        rows += [(book.file, row) for row in single]
        remarks += [f"{book.file}: {remark}" for remark in _remarks(book, single, len(refused) - len(told))]
    written: dict[tuple[str, str], list[tuple[Offer, str]]] = {}
    for file, row in rows:
        for text in row.texts:
            written.setdefault((row.key.account, text.field), []).append(
                (_offer(file, row, text), text.given)
            )
    found = {key: _came_back(key, texts, kept.get(key), names) for key, texts in written.items()}
    items = [
        found[account, field]
        for account in names
        for field in FIELDS
        if found.get((account, field)) is not None
    ]
    items.sort(key=lambda item: item.state != CONFLICT)
    unchanged = sum(item is None for item in found.values())
    files = tuple(book.file for book in books)
    return ReadBack(files, len(rows), unchanged, tuple(items), tuple(aside), tuple(remarks))


def written_back(workspace: Workspace, facts: Facts) -> InForce:
    """Return what came back from workbooks and is in force, by the accounts as they are merged now."""
    return _followed(in_force(workspace.annotations()), merged_accounts(facts))


def merged_accounts(facts: Facts) -> dict[str, str]:
    """Return for each id and name that was merged into an account the id of that account."""
    present = set(facts.accounts.account_id.tolist())
    return {
        other: account
        for account, others in facts.also_known_as.items()
        for other in others
        if other not in present
    }


def chosen(found: ReadBack, taken: Mapping[tuple[str, str], int | None]) -> list[Annotation]:
    """Return what is kept of what came back. `taken` says by account and field which offer (from 0), None for
    what is kept already; where it says nothing, whatever contradicts nothing is taken.
    """
    records = []
    for item in found.items:
        place = taken.get(item.key, None if item.state == CONFLICT else 0)
        if place is not None:
            offer = item.offers[place]
            records.append(Annotation(item.account, item.field, offer.text, offer.file, offer.handed_out))
    return records


def _followed(kept: InForce, merged: Mapping[str, str]) -> InForce:
    """Return the annotations by the account that each was merged into; the newest of a field counts."""
    found: dict[tuple[str, str], KeptAnnotation] = {}
    for (account, name), one in sorted(kept.items(), key=lambda item: item[1].read_back):
        found[merged.get(account, account), name] = one
    return found


def _following(book: ReturnedBook, merged: Mapping[str, str]) -> list[ReturnedRow]:
    """Return a book's rows, each as a row of the account that its own was merged into since."""
    return [
        replace(row, key=replace(row.key, account=merged.get(row.key.account, row.key.account)))
        for row in book.rows
    ]


def _usable(
    rows: Sequence[ReturnedRow], names: Mapping[str, str], workspace: str
) -> tuple[list[ReturnedRow], list[RowAside]]:
    """Return the rows of accounts of this workspace, and the others."""
    usable, refused = [], []
    known = {*names, *names.values()}
    for row in rows:
        if row.key.workspace not in ("", workspace):
            refused.append(_aside(row, "The row was handed out by another workspace."))
        elif row.key.account not in names:
            refused.append(_aside(row, f"The workspace has no account {row.key.account} on its as-of date."))
        elif other := _other_account(row, names, known):
            why = (
                f"The row says {other}, its key is of {names[row.key.account]}: only some columns were moved."
            )
            refused.append(_aside(row, why))
        else:
            usable.append(row)
    return usable, refused


def _other_account(row: ReturnedRow, names: Mapping[str, str], known: Collection[str]) -> str:
    """Return the name or id of another account that the row itself shows, "" where it shows none.

    Who sorts the columns that are seen leaves the hidden key where it was: what was written would come to
    another account.
    """
    own = (row.key.account, names[row.key.account])
    return next((text for text in row.shown if text in known and text not in own), "")


def _once_each(rows: Iterable[ReturnedRow]) -> tuple[list[ReturnedRow], list[RowAside]]:
    """Return one row for each account, and those that cannot all hold: copies in which something else was
    written. Copies in which nothing was written do not count.
    """
    of_account: dict[str, list[ReturnedRow]] = {}
    for row in rows:
        of_account.setdefault(row.key.account, []).append(row)
    single, aside = [], []
    for copies in of_account.values():
        told = {_written(row): row for row in reversed(copies) if _written(row)}
        if len(told) <= 1:
            single.append(next(iter(told.values()), copies[0]))
            continue
        where = ", ".join(f"{row.sheet} row {row.row}" for row in copies)
        aside += [_aside(row, f"The account stands there several times with different texts: {where}.")
                  for row in copies]  # fmt: skip
    return single, aside


def _written(row: ReturnedRow) -> tuple[tuple[str, str], ...]:
    """Return what differs in a row from what was handed out."""
    return tuple((text.field, text.text) for text in row.texts if text_digest(text.text) != text.given)


def _aside(row: ReturnedRow, why: str) -> RowAside:
    said = " · ".join(text.text for text in row.texts if text.text)
    return RowAside(row.sheet, row.row, why, said, row.key.account)


def _offer(file: str, row: ReturnedRow, text: ReturnedText) -> Offer:
    return Offer(text.text, file, row.sheet, text.place, row.key.as_of, text.computed)


def _came_back(
    key: tuple[str, str],
    written: Sequence[tuple[Offer, str]],
    kept: KeptAnnotation | None,
    names: Mapping[str, str],
) -> CameBack | None:
    """Return a field that readers changed; None where they did not, or all of it is kept already.

    `written` has the texts of all files, each with the digest of what stood in its cell at first.
    """
    known = plain_text(kept.record.text) if kept else ""
    news = [
        (offer, given) for offer, given in written if text_digest(offer.text) != given and offer.text != known
    ]
    offers: dict[str, Offer] = {}
    for offer, _ in news:
        offers.setdefault(offer.text, offer)
    if not offers:
        return None
    moved_on = any(given != text_digest(known) for _, given in news)
    if moved_on or len(offers) > 1:
        state = CONFLICT
    elif not known:
        state = NEW
    else:
        state = CHANGED if news[0][0].text else EMPTIED
    source = kept.record.file if kept and known else ""
    return CameBack(key[0], names[key[0]], key[1], known, source, tuple(offers.values()), state)


def _remarks(book: ReturnedBook, rows: Sequence[ReturnedRow], silent: int) -> list[str]:
    """Return what the user should know of a file; `silent` rows cannot be used and say nothing."""
    told = list(book.remarks)
    if silent:
        told.append(f"{silent:,} more rows cannot be used; nothing is written in them.")
    if any(not row.key.workspace for row in rows):
        told.append("It was not made from a saved workspace; its accounts are known by their ids alone.")
    formulas = [f"{row.sheet} {text.place}" for row in rows for text in row.texts if text.computed]
    if formulas:
        told.append(f"Formulas were read as the text that they last gave: {', '.join(formulas[:5])}"
                    + (f" and {len(formulas) - 5} more." if len(formulas) > 5 else "."))  # fmt: skip
    return told
