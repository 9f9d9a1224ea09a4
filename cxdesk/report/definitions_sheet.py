"""The sheet Definitions: every term and metric in the words that the app uses."""

from __future__ import annotations

from cxdesk.metrics import METRICS
from cxdesk.metrics.break_points import rule_text
from cxdesk.metrics.catalogue import labels_of
from cxdesk.metrics.windows import usual_period
from cxdesk.report.item_terms import ITEM_TERMS
from cxdesk.report.material import Material
from cxdesk.report.segment_words import segment_words
from cxdesk.report.segments_sheet import sets_in_use
from cxdesk.report.sheet_writer import SheetWriter
from cxdesk.report.styles import Styles
from cxdesk.report.table import Column, write_head, write_table
from cxdesk.report.terms import TERMS, Term
from cxdesk.tables import table

NAME = "Definitions"
HEADER_ROW = 4
_SCORE, _METRIC = "Score", "Metric"


def write_definitions(sheet: SheetWriter, styles: Styles, material: Material) -> None:
    """Write the terms of the score, then the metrics."""
    write_head(
        sheet,
        styles,
        "Definitions: what each number is, and what it does not prove",
        "The same words as in the app. Notes on the column headers repeat them.",
        material.warning,
    )
    terms, metrics = (
        (*TERMS.values(), *_segments(material), *_items(material)),
        tuple(metric.definition for metric in METRICS),
    )
    blank = [""] * len(terms)
    formulas = [f"{each.formula} {rule_text(each.name, material.facts)}".strip() for each in metrics]

    def text(key: str, header: str, width: float, values: list[str], wrap: bool = True) -> Column:
        return Column(key, header, width, values, "text", wrap=wrap)

    columns = [
        text("kind", "Kind", 9, [_SCORE] * len(terms) + [_METRIC] * len(metrics), wrap=False),
        text("label", "Term", 26, [term.label for term in (*terms, *metrics)]),
        text("unit", "Unit", 17, [term.unit for term in (*terms, *metrics)]),
        text("direction", "Better", 16, blank + [metric.direction for metric in metrics]),
        text("formula", "How it is computed", 52, [*(term.formula for term in terms), *formulas]),
        text(
            "shows",
            "What it shows",
            40,
            [term.shows for term in terms] + [metric.proves for metric in metrics],
        ),
        text(
            "does_not_prove",
            "What it does not show",
            44,
            [term.does_not_prove for term in (*terms, *metrics)],
        ),
        text("interval", "Range", 26, blank + [metric.interval for metric in metrics]),
        text(
            "sample",
            "Shown as single answers below",
            14,
            blank + [f"{metric.minimum_sample:,}" for metric in metrics],
        ),
        text("period", "Usual period", 14, blank + [usual_period(metric) for metric in metrics]),
        text("beside", "Read beside it", 34, blank + [labels_of(metric.beside) for metric in metrics]),
        text("example", "Computed by hand", 48, blank + [metric.example.text for metric in metrics]),
        text("columns", "Needs", 36, blank + [_needs(metric.columns) for metric in metrics]),
    ]
    area = write_table(sheet, styles, HEADER_ROW, columns, header_height=48)
    sheet.filter(area)
    sheet.freeze(HEADER_ROW + 1, 2)
    sheet.printing(material.page_head, HEADER_ROW, area[2:], kept=2)


def _needs(columns: tuple[str, ...]) -> str:
    """Return "table.field" names as the import shows them: "Accounts: ARR, Currency; Tickets: Status"."""
    fields: dict[str, list[str]] = {}
    for column in columns:
        name, _, field = column.partition(".")
        fields.setdefault(table(name).label, []).append(table(name).column(field).label)
    return "; ".join(f"{label}: {', '.join(labels)}" for label, labels in fields.items())


def _segments(material: Material) -> tuple[Term, ...]:
    """Return the segments whose accounts are judged by standards of their own, and by which."""
    sets, portfolio = sets_in_use(material), material.portfolio
    names = () if sets is None else sets.names[1:]
    return tuple(
        Term(
            "segment",
            f"{name} standards",
            "",
            f"{', '.join(segment_words(material.standards, name, portfolio.drivers))}; the rest as for all.",
            "How accounts of this segment are judged otherwise than the others.",
            "The chance of renewal, the money and the scale: these are one for all segments.",
        )
        for name in names
    )


def _items(material: Material) -> tuple[Term, ...]:
    """Return the drivers and signals that have words of their own."""
    portfolio = material.portfolio
    found = ((item, ITEM_TERMS.get(item.name)) for item in (*portfolio.drivers, *portfolio.signals))
    return tuple(
        Term(item.name, item.label, item.unit, own.formula, own.shows, own.does_not_prove)
        for item, own in found
        if own is not None
    )
