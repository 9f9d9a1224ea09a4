"""Runs the command line as a script would, in this process."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass

from cxdesk.cli import main


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a script sees: exit status, standard output and standard error."""

    status: int
    output: str
    errors: str

    @property
    def json(self) -> dict:
        """The one JSON object on standard output; raises ValueError when it is not exactly one."""
        return json.loads(self.output)


def run(*arguments: object) -> Outcome:
    """Run `cxdesk` with these arguments."""
    output, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors):
        status = main([str(argument) for argument in arguments])
    return Outcome(status, output.getvalue(), errors.getvalue())


def rows_by_table(imported: dict) -> dict[str, tuple[int, int, int]]:
    """Return (rows in, kept, set aside) per table of an `import --json`."""
    totals: dict[str, tuple[int, int, int]] = {}
    for sheet in imported["sheets"]:
        before = totals.get(sheet["table"], (0, 0, 0))
        now = (sheet["rows_in"], sheet["rows_kept"], sheet["rows_set_aside"])
        totals[sheet["table"]] = tuple(a + b for a, b in zip(before, now, strict=True))
    return totals


def names(paths: Sequence) -> list[str]:
    """Return the paths as texts."""
    return [str(path) for path in paths]
