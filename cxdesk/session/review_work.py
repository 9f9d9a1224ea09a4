"""The operations of a review, ready to be handed to a background thread: read, change, compare, keep.

Reading and changing need no workspace; comparing and keeping belong on the thread that owns it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from cxdesk.errors import UnreadableInput
from cxdesk.progress import Progress
from cxdesk.session.operations import Change, Operation, Outcome
from cxdesk.session.session import Session
from cxdesk.session.work import COMMIT

if TYPE_CHECKING:
    from cxdesk.formatting import NumberStyle
    from cxdesk.importing import ImportPlan, SheetPlan
    from cxdesk.importing.difference import Difference
    from cxdesk.session.review import Known, Review
    from cxdesk.session.review_edits import Edit
    from cxdesk.session.table_view import Table

NOTHING: Mapping[str, str] = MappingProxyType({})
REVIEW, COMPARE, NAMES, PRESET, COPY = "review", "compare", "names", "preset", "copy"


def review_import(
    paths: Sequence[Path],
    known: Known | None,
    style: NumberStyle,
    presets: Mapping[str, str] = NOTHING,
) -> Operation:
    """Read files and give the `Review` of what importing them would do; nothing is written.

    `presets` are the user's own, by name, that were saved before the workspace was read again.
    """

    def work(progress: Progress) -> Outcome:
        from cxdesk.importing.remembered import with_remembered
        from cxdesk.session.review import Known, review

        there = known or Known()
        there = replace(there, presets=tuple({**dict(there.presets), **presets}.items()))
        plan = with_remembered(_planned(paths, there, progress), there.said)
        return Outcome(review(plan, there, style, paths=paths))

    return Operation("Reading the files", REVIEW, work)


def edit_review(given: Review, edits: Sequence[Edit], style: NumberStyle) -> Operation:
    """Read the sheets under review that edits are about again, and give the `Review`."""

    def work(_progress: Progress) -> Outcome:
        from cxdesk.session.review import with_edits

        return Outcome(with_edits(given, edits, style))

    return Operation("Reading the sheet again", REVIEW, work)


def open_protected(
    given: Review, edits: Sequence[Edit], path: Path, password: str, style: NumberStyle
) -> Operation:
    """Read a protected file of a review with its password, after edits that wait, and give the `Review`."""

    def work(progress: Progress) -> Outcome:
        from cxdesk.importing import ImportPlan, prepare
        from cxdesk.importing.remembered import with_remembered
        from cxdesk.session.review import with_edits, with_file

        try:
            texts = [text for _, text in given.known.presets]
            opened = prepare([path], progress, passwords={path: password}, own_presets=texts)
        except UnreadableInput as error:
            opened = ImportPlan((), (error,))
        opened = with_remembered(opened, given.known.said)
        edited = with_edits(given, edits, style) if edits else given
        return Outcome(with_file(edited, path, opened, style))

    return Operation(f"Opening {path.name}", REVIEW, work)


def read_again(
    given: Review, edits: Sequence[Edit], path: Path, encoding: str, style: NumberStyle
) -> Operation:
    """Read a text file of a review in another encoding, after edits that wait, and give the `Review`."""

    def work(progress: Progress) -> Outcome:
        from cxdesk.importing import prepare
        from cxdesk.importing.remembered import with_remembered
        from cxdesk.session.review import with_edits, with_file_read_again

        texts = [text for _, text in given.known.presets]
        read = prepare([path], progress, own_presets=texts, encodings={path: encoding})
        read = with_remembered(read, given.known.said)
        edited = with_edits(given, edits, style) if edits else given
        return Outcome(with_file_read_again(edited, path, read, style))

    return Operation(f"Reading {path.name} again", REVIEW, work)


def compare_review(session: Session, given: Review, known: Mapping[str, Difference]) -> Operation:
    """Find out what keeping each sheet would change in the workspace, and give the differences by digest.

    `known` are those that were found before.
    """

    def work(progress: Progress) -> Outcome:
        from cxdesk.importing.difference import difference

        found = dict(known)
        for number, sheet in enumerate(given.used):
            progress.report(f"Comparing {sheet.report.file}", number / len(given.used))
            if sheet.report.digest not in found:
                found[sheet.report.digest] = difference(session.workspace, sheet)
        return Outcome(found)

    return Operation("Comparing with the workspace", COMPARE, work)


def show_differences(given: Review, differences: Mapping[str, Difference], style: NumberStyle) -> Operation:
    """Give the `Review` with what keeping its sheets would change."""

    def work(_progress: Progress) -> Outcome:
        from cxdesk.session.review import with_differences

        return Outcome(with_differences(given, differences, style))

    return Operation("Comparing with the workspace", REVIEW, work)


def compare_names(session: Session, given: Review) -> Operation:
    """Look for names in a review that are near to those of accounts, and give the `Names`."""

    def work(progress: Progress) -> Outcome:
        from cxdesk.session.review_names import Names
        from cxdesk.workspace.facts.arrivals import near_arrivals, rows_of_unknown_accounts

        progress.report("Comparing the names of accounts")
        coming = [sheet.outcome for sheet in given.used]
        near = near_arrivals(session.workspace, coming)
        unknown = rows_of_unknown_accounts(session.workspace, coming)
        return Outcome(Names(given.digests, near, session.workspace.decisions(), unknown))

    return Operation("Comparing the names of accounts", NAMES, work)


def commit_import(session: Session, given: Review, presets: Mapping[str, str] = NOTHING) -> Operation:
    """Keep a reviewed import, whole or not at all, and give its record (None: it was all there already).

    `presets` are the user's own, by name, that were saved before there was a workspace for them.
    """

    def work(progress: Progress) -> Outcome:
        from cxdesk.session.review import to_commit

        record = session.commit(to_commit(given), progress, given.said)
        there = dict(session.workspace.presets())
        for name, text in presets.items():
            if there.get(name) != text:
                session.workspace.keep_preset(name, text)
        return Outcome(record, frozenset({Change.IMPORTS}) if record is not None else frozenset())

    return Operation("Importing", COMMIT, work)


def keep_preset(session: Session, given: Review, sheet: int, name: str) -> Operation:
    """Keep how a sheet under review is read as the user's own preset, and give (name, text)."""

    def work(_progress: Progress) -> Outcome:
        text = _preset(given.plan.sheets[sheet], name)
        session.workspace.keep_preset(name, text)
        return Outcome((name, text))

    return Operation(f"Saving the preset {name}", PRESET, work)


def table_text(table: Table, rows: Sequence[int]) -> Operation:
    """Give some rows of a table as text for the clipboard: ten thousand take a third of a second."""

    def work(_progress: Progress) -> Outcome:
        from cxdesk.session.table_view import as_tab_separated

        return Outcome(as_tab_separated(table, rows))

    return Operation("Copying", COPY, work)


def _preset(plan: SheetPlan, name: str) -> str:
    """Return how a sheet is read, as the text of a preset."""
    from cxdesk.importing.presets import preset_text

    fields = {match.field.partition(".")[2]: match.header for match in plan.columns if match.field}
    answers: dict[str, dict[str, str]] = {}
    for (position, code), value in plan.answers.items():
        answers.setdefault(plan.layout.names[position], {})[code] = value
    return preset_text("", name, plan.table, fields, answers)


def _planned(paths: Sequence[Path], known: Known, progress: Progress) -> ImportPlan:
    """Return the plan of files; when none can be read, a plan of nothing but those a password may open."""
    from cxdesk.errors import PasswordNeeded
    from cxdesk.importing import ImportPlan, prepare

    texts = [text for _, text in known.presets]
    try:
        return prepare(list(paths), progress, own_presets=texts)
    except UnreadableInput as first:
        refused: list[UnreadableInput] = [first]
        if len(paths) > 1:
            refused = [error for path in paths if (error := _refusal(path, progress)) is not None]
        if not any(isinstance(error, PasswordNeeded) for error in refused):
            raise
        return ImportPlan((), tuple(refused))


def _refusal(path: Path, progress: Progress) -> UnreadableInput | None:
    """Return why a file cannot be read."""
    from cxdesk.importing import prepare

    try:
        prepare([path], progress)
    except UnreadableInput as error:
        return error
    return None
