"""Every vendor's export is read as what it is; nothing that is called sure is wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cxdesk.importing import prepare
from cxdesk.progress import Progress
from tests.importing.made import prepared
from tests.importing.vendor_exports import Export, exports

_READ = (".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")


@pytest.mark.parametrize("export", exports(), ids=lambda export: export.name)
def test_an_export_is_recognised(
    export: Export, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """Intent: what people export from the tools they have is read without a question, or asked.

    Expected: the field of each column as written by hand in vendor_exports.txt, from the vendors' documented
    headers. The suite prints the counts of all vendors as a table.
    """
    plans = prepared(export.write(tmp_path)).sheets
    assert {plan.table for plan in plans} == {export.table}
    found = {match.header: match for match in plans[0].columns}
    expected = {header: field for header, field, _, _ in export.columns if field}
    right = asked = 0
    wrong, missed = [], []
    for header, field, must_ask, _ in export.columns:
        match = found[header]
        named = match.field.partition(".")[2]
        if match.confidence == "sure" and (named != field or must_ask):
            wrong.append((header, named, field))
        elif match.confidence == "sure":
            right += 1
        elif match.confidence == "check":
            asked += 1
        elif field:
            missed.append(header)
    record_property("vendor", (export.name, len(expected), right, asked, len(missed), len(wrong)))
    assert wrong == [], "called sure and wrong: (header, read as, is)"
    assert missed == [], "a column of the export that was not matched at all"
    assert right + asked >= len(expected)


def test_nothing_sure_is_wrong_in_real_files(shared_data: Callable[[str], Path]) -> None:
    """Intent: "sure" can be relied on in files that nobody here has made.

    Expected: the columns in real_columns.txt, each looked at in its file. A match that is missing there is no
    mistake, but one that is sure and not listed has not been looked at or is wrong.
    """
    folder = shared_data("ravenstack").parent
    allowed = _looked_at()
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in _READ)
    surprises = []
    for plan in prepare(paths, Progress()).sheets:
        name = plan.source.path.relative_to(folder).as_posix()
        surprises += [
            (name, plan.report.sheet, match.field, match.header)
            for match in plan.columns
            if match.field and match.confidence == "sure"
            if (name, plan.report.sheet, match.field, match.header) not in allowed
        ]
    assert surprises == []
    assert len(allowed) > 150


def _looked_at() -> set[tuple[str, str, str, str]]:
    """Return (file, sheet, field, header) of the list."""
    found, place = set(), ("", "")
    for line in (Path(__file__).parent / "real_columns.txt").read_text(encoding="utf-8").splitlines()[1:]:
        if line.startswith("== "):
            file, _, sheet = line.removeprefix("== ").partition(" | ")
            place = (file, sheet)
        else:
            field, _, header = line.partition(" <- ")
            found.add((*place, field, header))
    return found
