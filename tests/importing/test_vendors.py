"""Every vendor's export is read as what it is; nothing that is called sure is wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cxdesk.importing import prepare
from cxdesk.progress import Progress
from tests.importing.vendor_exports import Export, exports


@pytest.mark.parametrize("export", exports(), ids=lambda export: export.name)
def test_an_export_is_recognised(
    export: Export, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """Intent: what people export from the tools they have is read without a question, or asked.

    Expected: the field of each column as written by hand in vendor_exports.txt, from the vendors' documented
    headers. The suite prints the counts of all vendors as a table.
    """
    plans = prepare([export.write(tmp_path)], Progress()).sheets
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
