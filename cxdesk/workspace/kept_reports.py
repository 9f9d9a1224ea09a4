"""Reports as the workspace keeps them: compressed JSON, the rows set aside apart from the rest."""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict, replace

from cxdesk.workspace.records import Problem, SetAside, SheetReport


def packed_report(report: SheetReport) -> bytes:
    """Return a report without its rows set aside."""
    return _packed(asdict(replace(report, set_aside=())))


def report_of(blob: bytes) -> SheetReport:
    """Return the report that `packed_report` made, without rows set aside."""
    data = _unpacked(blob)
    data["problems"] = tuple(Problem(**problem) for problem in data["problems"])
    for name in ("unmapped", "headers", "corrected"):
        data[name] = tuple(data.get(name, ()))
    data["set_aside"] = ()
    return SheetReport(**data)


def packed_set_aside(report: SheetReport) -> bytes:
    """Return a report's rows set aside."""
    return _packed([(row.row, row.code, row.reason, row.cells) for row in report.set_aside])


def with_set_aside(report: SheetReport, blob: bytes | None) -> SheetReport:
    """Return the report with the rows that `packed_set_aside` kept; None: there are none."""
    if blob is None:
        return report
    rows = (SetAside(row, code, reason, tuple(cells)) for row, code, reason, cells in _unpacked(blob))
    return replace(report, set_aside=tuple(rows))


def _packed(value: dict | list) -> bytes:
    return zlib.compress(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def _unpacked(blob: bytes):
    return json.loads(zlib.decompress(blob).decode("utf-8", "surrogatepass"))
