"""The package of a workbook: parts are read as they are, few are written anew, all others stay byte for byte.

Order, flags and times of the entries stay too; a new part comes after those that were there.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from cxdesk.report.annotated.ooxml import CONTENT_TYPES, OFFICE_LINKS, PACKAGE_LINKS, parsed, serialised

_EPOCH = (1980, 1, 1, 0, 0, 0)


class Package:
    """A workbook's parts, and what is to be changed in them. Close it when done."""

    def __init__(self, path: Path) -> None:
        self._file = zipfile.ZipFile(path)
        self._stored = {name.lower(): name for name in self._file.namelist()}
        self._changed: dict[str, bytes] = {}

    def __enter__(self) -> Package:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._file.close()

    @property
    def names(self) -> list[str]:
        """All parts, the new ones last."""
        return [*self._file.namelist(), *self.new]

    @property
    def changed(self) -> tuple[str, ...]:
        """The parts that will be written anew, and those that are new."""
        return tuple(self._changed)

    @property
    def new(self) -> tuple[str, ...]:
        """The parts that were not there."""
        kept = set(self._file.namelist())
        return tuple(name for name in self._changed if name not in kept)

    def read(self, name: str) -> bytes:
        """Return a part as it is, or as it was changed. Raises KeyError where there is none."""
        return self._changed[name] if name in self._changed else self._file.read(name)

    def root(self, name: str) -> etree._Element:
        """Return a part of XML, parsed."""
        return parsed(self.read(name))

    def write(self, name: str, content: bytes | etree._Element) -> None:
        """Take a part's new content."""
        self._changed[name] = content if isinstance(content, bytes) else serialised(content)

    def save(self, path: Path) -> None:
        """Write the package with its changes."""
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
            for entry in self._file.infolist():
                made.writestr(entry, self.read(entry.filename))
            for name in self.new:
                entry = zipfile.ZipInfo(name, _EPOCH)
                entry.compress_type = zipfile.ZIP_DEFLATED
                made.writestr(entry, self._changed[name])

    def free_name(self, pattern: str) -> str:
        """Return the first part name of a pattern such as xl/comments{}.xml that is not taken."""
        taken = {name.lower() for name in self.names}
        number = 1
        while pattern.format(number).lower() in taken:
            number += 1
        return pattern.format(number)

    def workbook(self) -> str:
        """Return the name of the workbook's own part."""
        for kind, target, _ in self.links(""):
            if kind.endswith("/officeDocument"):
                return target
        raise KeyError("the workbook's part")

    def links(self, part: str) -> Iterator[tuple[str, str, str]]:
        """Yield what a part refers to inside the package: kind, part name, id. The package's own for ""."""
        name = self._entry(links_name(part))
        if name not in self.names:
            return
        folder = posixpath.dirname(part)
        for link in self.root(name).iter(f"{{{PACKAGE_LINKS}}}Relationship"):
            if link.get("TargetMode") != "External":
                target = link.get("Target", "")
                joined = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
                yield link.get("Type", ""), self._entry(joined), link.get("Id", "")

    def linked(self, part: str, kind: str) -> list[str]:
        """Return the parts of a kind, such as table, that a part refers to."""
        return [target for found, target, _ in self.links(part) if found.endswith(f"/{kind}")]

    def link(self, part: str, kind: str, target: str) -> str:
        """Let a part refer to another and return the id of the link."""
        name = self._entry(links_name(part))
        new = etree.Element(f"{{{PACKAGE_LINKS}}}Relationships", nsmap={None: PACKAGE_LINKS})
        links = self.root(name) if name in self.names else new
        taken = {link.get("Id") for link in links}
        number = 1
        while f"rIdCx{number}" in taken:
            number += 1
        link = etree.SubElement(links, f"{{{PACKAGE_LINKS}}}Relationship")
        link.set("Id", f"rIdCx{number}")
        link.set("Type", f"{OFFICE_LINKS}/{kind}")
        link.set("Target", f"/{target}")
        self.write(name, links)
        return f"rIdCx{number}"

    def _entry(self, target: str) -> str:
        """Return the entry that a link means: names of parts are alike in any case, and may be escaped."""
        name = posixpath.normpath(unquote(target))
        return self._stored.get(name.lower(), name)

    def declare(self, part: str, content_type: str) -> None:
        """Say what a new part is."""
        types = self.root("[Content_Types].xml")
        new = etree.SubElement(types, f"{{{CONTENT_TYPES}}}Override")
        new.set("PartName", f"/{part}")
        new.set("ContentType", content_type)
        self.write("[Content_Types].xml", types)


def links_name(part: str) -> str:
    """Return the name of the part that holds a part's links."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")
