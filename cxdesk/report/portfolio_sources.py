"""Where the numbers of the sheet Portfolio come from: the cells they lead to, and the files behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cxdesk.health.portfolio import PILLAR_LABELS, PILLARS
from cxdesk.report.accounts_sheet import sources_of
from cxdesk.report.changes_sheet import FIRST_ROW as CHANGES_FIRST_ROW
from cxdesk.report.changes_sheet import KEYS as CHANGES_KEYS
from cxdesk.report.contribution_layout import FIRST_ROW as CONTRIBUTIONS_FIRST_ROW
from cxdesk.report.contribution_layout import RENEWAL, Layout
from cxdesk.report.evidence_sheet import Evidence
from cxdesk.report.material import Material
from cxdesk.report.sheet_writer import column_letter

_MOST_LETTERS = 240  # of the sources of one pillar


def origins(material: Material, layout: Layout, with_changes: bool) -> Mapping[str, Sequence[str]]:
    """Return by column of Portfolio the cells that its numbers are fetched from, account by account."""
    same = ("health", "band", "coverage", "arr", "clv", "value_at_risk")
    from_keys = {key: key for key in same} | {f"pillar:{i}": f"score:{i}" for i in range(len(PILLARS))}
    found = {
        key: _cells("Contributions", layout.letter(origin), CONTRIBUTIONS_FIRST_ROW, len(material))
        for key, origin in from_keys.items()
    }
    if with_changes:
        letter = column_letter(CHANGES_KEYS.index("change"))
        found["change"] = _cells("Changes", letter, CHANGES_FIRST_ROW, len(material))
    return found


def source_notes(material: Material, evidence: Evidence) -> list[str]:
    """Return for every account in which files, sheets and rows its own row and its evidence stand."""
    portfolio = material.portfolio
    pillars = [driver.pillar for driver in portfolio.drivers] + [RENEWAL] * len(portfolio.signals)
    rows = material.facts.accounts.source_row[material.order].tolist()
    read: list[list[dict[str, None]]] = [[{} for _ in PILLARS] for _ in rows]
    for place, item, text in zip(
        evidence.place.tolist(), evidence.item.tolist(), evidence.sources, strict=True
    ):
        read[place][pillars[item]][text] = None  # what several items were read from is named once
    return [
        "\n".join(
            [
                f"Read from {source or 'an unknown source'}, row {row}",
                *(
                    f"{label}: {_cut('; '.join(texts))}"
                    for label, texts in zip(PILLAR_LABELS, by, strict=True)
                    if texts
                ),
                "Per driver and signal: sheet Evidence.",
            ]
        )
        for source, row, by in zip(sources_of(material), rows, read, strict=True)
    ]


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_LETTERS else f"{text[:_MOST_LETTERS]} …"


def _cells(sheet: str, letter: str, first_row: int, count: int) -> list[str]:
    """Return the cells of a column, row by row."""
    return [f"'{sheet}'!{letter}{row + 1}" for row in range(first_row, first_row + count)]
