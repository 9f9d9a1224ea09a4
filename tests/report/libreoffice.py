"""LibreOffice as an independent calculator: it opens a workbook and computes every formula anew."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

_TIMEOUT_SECONDS = 300
_ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def recalculated(workbook: Path, folder: Path) -> Path:
    """Return a copy of the workbook whose values LibreOffice computed; skips where it is missing."""
    return converted(workbook, folder, "xlsx")


def converted(workbook: Path, folder: Path, to: str) -> Path:
    """Return the workbook as LibreOffice writes it in another format, after computing every formula anew."""
    (made,) = all_converted([workbook], folder, to)
    return made


def all_converted(workbooks: Sequence[Path], folder: Path, to: str) -> list[Path]:
    """Return several workbooks converted in one run; fails where one could not be opened."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice (soffice) is not installed on this machine")
    profile = folder / "profile"
    settings = profile / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(_ALWAYS_RECALCULATE, encoding="utf-8")
    result = folder / "recalculated"
    result.mkdir(exist_ok=True)
    command = [program, "--headless", f"-env:UserInstallation={profile.as_uri()}", "--convert-to", to]
    done = subprocess.run(
        [*command, "--outdir", str(result), *map(str, workbooks)],
        capture_output=True, text=True, timeout=_TIMEOUT_SECONDS, check=False,
    )  # fmt: skip
    made = [result / f"{workbook.stem}.{to.partition(':')[0]}" for workbook in workbooks]
    missing = [path.name for path in made if not path.exists()]
    assert not missing, f"LibreOffice did not write {missing}: {done.stdout}{done.stderr}"
    return made
