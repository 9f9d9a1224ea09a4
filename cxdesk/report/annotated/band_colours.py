"""Bands in their colours, by what a cell says: the colour follows the value, and the sign says it too."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from cxdesk.report.annotated.ooxml import WORKSHEET_ORDER, column_letters, main, place
from cxdesk.report.annotated.records import BAND, Annotation
from cxdesk.report.annotated.style_patch import StylePatch


def colour_bands(
    root: etree._Element, styles: StylePatch, annotation: Annotation, first: int, rows: Sequence[int]
) -> None:
    """Colour the added columns of bands; the first added column is `first`, the accounts stand in `rows`."""
    if not rows:
        return
    taken = [int(rule.get("priority", "0")) for rule in root.iter(main("cfRule"))]
    priority = max(taken, default=0) + 1
    for number, column in enumerate(annotation.columns):
        if column.kind != BAND:
            continue
        letter = column_letters(first + number)
        made = etree.Element(main("conditionalFormatting"), sqref=f"{letter}{min(rows)}:{letter}{max(rows)}")
        for band in annotation.bands:
            rule = etree.SubElement(made, main("cfRule"), type="expression", priority=str(priority))
            rule.set("dxfId", str(styles.difference(band.ink, band.ground)))
            quoted = band.label.replace('"', '""')
            etree.SubElement(rule, main("formula")).text = f'${letter}{min(rows)}="{quoted}"'
            priority += 1
        place(root, made, WORKSHEET_ORDER)
