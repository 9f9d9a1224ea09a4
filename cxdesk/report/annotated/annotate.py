"""A workbook that the user has, with columns, notes, colours and a sheet of explanations added.

The package is patched: only the parts that must change are written anew, every other one stays byte for
byte, which no library that loads and saves a workbook does. The original file is never written to.

Values beside accounts are formulas that look the account up among the explanations, so that they stay with
their account when the user sorts the sheet; each has its value stored. Where an account cannot be looked up
by its cell the value itself is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from lxml import etree

from cxdesk.errors import ExportError, Place
from cxdesk.progress import Progress, silent
from cxdesk.report.annotated.explanations import add_explanations
from cxdesk.report.annotated.keys import Keys, keys_of, plain_rows
from cxdesk.report.annotated.ooxml import column_letters, main
from cxdesk.report.annotated.package import Package
from cxdesk.report.annotated.records import AccountRows, AnnotatedSheet, Annotation, AnnotationPlan
from cxdesk.report.annotated.refusals import DAMAGE, opened, unreadable
from cxdesk.report.annotated.sheet_cells import rich_text
from cxdesk.report.annotated.sheet_patch import annotate_sheet
from cxdesk.report.annotated.style_patch import StylePatch
from cxdesk.report.annotated.target import Target, make_target
from cxdesk.report.atomic_file import replaced


def plan_annotation(path: Path, annotation: Annotation, sheets: Sequence[AccountRows]) -> AnnotationPlan:
    """Return what annotating would add, without writing anything. Raises ExportError as `annotate` does."""
    with opened(path) as package:
        return _patched(package, path, annotation, sheets, silent())


def annotate(
    path: Path,
    out: Path,
    annotation: Annotation,
    sheets: Sequence[AccountRows],
    progress: Progress | None = None,
) -> AnnotationPlan:
    """Write the workbook at `path` with what is added to `out`, whole or not at all; return what was added.

    Raises ExportError where the book cannot be annotated safely or `out` is the original, and Cancelled.
    """
    progress = progress or silent()
    with opened(path) as package:
        if out.exists() and path.samefile(out):
            what = "The original workbook is never written over."
            raise ExportError(what, "Choose another name for the annotated one.", Place(file=path.name))
        plan = _patched(package, path, annotation, sheets, progress)
        progress.report("Saving the workbook", 0.8)
        with replaced(out) as temporary:
            package.save(temporary)
            progress.check()
    return plan


def _patched(
    package: Package, path: Path, annotation: Annotation, sheets: Sequence[AccountRows], progress: Progress
) -> AnnotationPlan:
    """Make every change inside the package and say what they are. Raises ExportError for a damaged one."""
    try:
        return _changed(package, path, annotation, sheets, progress)
    except ExportError as error:
        if error.place.file:
            raise
        raise ExportError(error.what, error.next_step, Place(file=path.name)) from error
    except DAMAGE as error:
        raise unreadable(path) from error


def _changed(
    package: Package, path: Path, annotation: Annotation, sheets: Sequence[AccountRows], progress: Progress
) -> AnnotationPlan:
    taken = {name.casefold() for name in _sheet_numbers(package)}  # to Excel they are alike in any case
    if annotation.sheet_name.casefold() in taken:
        what = f"The workbook already has a sheet “{annotation.sheet_name}”: it was annotated before."
        raise ExportError(what, "Annotate the original, or delete that sheet first.", Place(file=path.name))
    stored = len(package.names)
    shared, styles = _shared_texts(package), StylePatch(package)
    targets = [make_target(package, path, annotation, asked, shared) for asked in sheets]
    keys = keys_of(
        (key, account)
        for target in targets
        for key, (_, account) in zip(target.keys, target.asked.rows, strict=True)
    )
    formulas = {}
    for number, target in enumerate(targets):
        progress.report(f"Annotating the sheet {target.asked.sheet}", 0.7 * number / len(targets))
        formulas[target.asked.sheet] = annotate_sheet(package, styles, annotation, target, keys)
    _add_to_calculation(package, formulas)
    add_explanations(package, styles, annotation, keys, _not_looked_up(targets, keys))
    styles.finish()
    rewritten = [name for name in package.changed if name not in package.new]
    return AnnotationPlan(
        tuple(_told(target, len(annotation.columns), keys) for target in targets),
        annotation.sheet_name,
        package.changed,
        stored - len(rewritten),
    )


def _shared_texts(package: Package) -> list[str]:
    """Return the texts that cells share."""
    found = package.linked(package.workbook(), "sharedStrings")
    if not found:
        return []
    return [rich_text(item) for item in package.root(found[0]).iterfind(main("si"))]


def _sheet_numbers(package: Package) -> dict[str, str]:
    """Return the number by which a workbook knows each of its sheets."""
    sheets = package.root(package.workbook()).iterfind(f"{main('sheets')}/{main('sheet')}")
    return {sheet.get("name", ""): sheet.get("sheetId", "") for sheet in sheets}


def _add_to_calculation(package: Package, formulas: Mapping[str, Sequence[str]]) -> None:
    """Enter the new formulas into the order of calculation, where the workbook keeps one."""
    found = package.linked(package.workbook(), "calcChain")
    if not found or not any(formulas.values()):
        return
    chain, numbers = package.root(found[0]), _sheet_numbers(package)
    for sheet, cells in formulas.items():
        for cell in cells:
            etree.SubElement(chain, main("c"), r=cell, i=numbers[sheet])
    package.write(found[0], chain)


def _not_looked_up(targets: Sequence[Target], keys: Keys) -> list[int]:
    """Return the accounts whose rows get plain values and that no key explains, each once."""
    accounts = {
        account: None
        for target in targets
        for key, (_, account) in zip(target.keys, target.asked.rows, strict=True)
        if not keys.finds(key)
    }
    explained = set(keys.accounts)
    return [account for account in accounts if account not in explained]


def _told(target: Target, columns: int, keys: Keys) -> AnnotatedSheet:
    """Return what is added to a sheet, in letters and counts."""
    return AnnotatedSheet(
        sheet=target.asked.sheet,
        first=column_letters(target.first),
        last=column_letters(target.first + columns - 1),
        rows=len(target.asked.rows),
        plain=plain_rows(keys, target.keys),
        key=column_letters(target.key_column),
    )
