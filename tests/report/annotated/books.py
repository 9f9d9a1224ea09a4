"""What is added in the tests, and what must hold of every annotated package whatever its content."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from cxdesk.report.annotated import (
    BAND,
    NUMBER,
    PERCENT,
    TEXT,
    AddedColumn,
    Annotation,
    AnnotationPlan,
    BandColours,
)

SHEET_NAME = "cxdesk health"
_LINKS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"


def annotation(
    names: Sequence[tuple[str, ...]], health: Sequence[float | str], why: Sequence[str] | None = None
) -> Annotation:
    """Return health, band and reason of accounts that have those names."""
    bands = tuple("■ At risk" if value == "" or value < 45 else "● Healthy" for value in health)
    return Annotation(
        title="Account health",
        sheet_name=SHEET_NAME,
        about=("As of 30 Sep 2026", "Standards version 3"),
        identifiers=tuple(names),
        columns=(
            AddedColumn("Health", "0 to 100, where 60 is typical.", NUMBER, 9, tuple(health)),
            AddedColumn("Band", "", BAND, 12, bands),
            AddedColumn(
                "Why", "The strongest signal.", TEXT, 30, tuple(why or ("Usage fades",) * len(names))
            ),
        ),
        explained=(AddedColumn("Coverage", "", PERCENT, 10, (0.5,) * len(names)),),
        notes=tuple(f"{each[-1]}: health of an account." for each in names),
        bands=(BandColours("■ At risk", "B3261E", "FDE7E5"), BandColours("● Healthy", "00695C", "DFF3EF")),
    )


def assert_all_else_untouched(original: Path, annotated: Path, plan: AnnotationPlan) -> None:
    """Hold every part that is not on the list of changes against the original, byte for byte."""
    with ZipFile(original) as before, ZipFile(annotated) as after:
        kept = [name for name in before.namelist() if name not in plan.changed_parts]
        assert [name for name in before.namelist() if name not in after.namelist()] == []
        assert [name for name in kept if before.read(name) != after.read(name)] == []
        assert plan.kept_parts == len(kept)


def assert_whole(annotated: Path) -> None:
    """Every relation inside the package leads to a part, and the content types cover every part."""
    with ZipFile(annotated) as package:
        parts = {name.lower() for name in package.namelist()}
        lost = [
            (name, target)
            for name in package.namelist()
            if name.endswith(".rels")
            for target in _targets(package, name)
            if target.lower() not in parts
        ]
        types = ET.fromstring(package.read("[Content_Types].xml"))
        endings = {each.get("Extension", "").lower() for each in types.iter(f"{_TYPES}Default")}
        named = {each.get("PartName", "").lower().lstrip("/") for each in types.iter(f"{_TYPES}Override")}
    assert lost == []
    files = {name for name in parts if not name.endswith("/") and name != "[content_types].xml"}
    assert {name for name in files if name.rpartition(".")[2] not in endings and name not in named} == set()


def _targets(package: ZipFile, name: str) -> list[str]:
    """Return the parts that a part of relations leads to."""
    folder = posixpath.dirname(posixpath.dirname(name))
    found = []
    for link in ET.fromstring(package.read(name)).iter(_LINKS):
        target = unquote(link.attrib["Target"]).partition("#")[0]
        if link.get("TargetMode") != "External" and target and target != "NULL":
            joined = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            found.append(posixpath.normpath(joined))
    return found
