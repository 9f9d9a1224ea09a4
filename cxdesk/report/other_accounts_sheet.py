"""The sheet Other accounts: those beyond what a spreadsheet can compute live, as the numbers they came to."""

from __future__ import annotations

import numpy as np

from cxdesk.health.portfolio import PILLAR_LABELS
from cxdesk.report.contributions_sheet import mark_bands
from cxdesk.report.material import MOST_LIVE, Material
from cxdesk.report.round_trip.columns import check_cells, key_column, written_columns
from cxdesk.report.round_trip.texts import HandedOut
from cxdesk.report.sheet_writer import SheetWriter
from cxdesk.report.strongest_signal import strongest_of
from cxdesk.report.styles import Styles
from cxdesk.report.table import Column, texts_of, write_head, write_table
from cxdesk.report.terms import note_of

NAME = "Other accounts"
HEADER_ROW = 4


def write_others(sheet: SheetWriter, styles: Styles, material: Material, given: HandedOut) -> None:
    """Write one row of values for each account that is not live, with room to write as on Portfolio."""
    write_head(
        sheet,
        styles,
        "Other accounts: as values",
        f"{material.subtitle} · up to {MOST_LIVE:,} accounts are live, on the sheets before; these numbers "
        "are as cxdesk computed them and do not follow changes on Standards",
        material.warning,
    )
    columns = [*_columns(material), *written_columns(material, material.rest, given)]
    visible = len(columns)
    columns.append(key_column(material, material.rest, given))
    area = write_table(sheet, styles, HEADER_ROW, columns)
    keys = [column.key for column in columns]
    band, identifier = keys.index("band"), keys.index("account_id")
    mark_bands(sheet, styles, material, (HEADER_ROW + 1, band, area[2], band))
    sheet.numbers_as_text((HEADER_ROW + 1, identifier, area[2], identifier))
    check_cells(sheet, keys, HEADER_ROW + 1, area[2])
    sheet.filter(area)
    sheet.freeze(HEADER_ROW + 1, 2)
    sheet.printing(material.page_head, HEADER_ROW, (area[2], visible - 1))


def _columns(material: Material) -> list[Column]:
    """Return the columns: who it is, the scores, the money, what moves the health most."""
    portfolio, accounts, rest = material.portfolio, material.facts.accounts, material.rest
    numbers = np.arange(1, len(rest) + 1) + len(material)
    bands = [material.look.band(name).label for name in portfolio.band[rest]]
    scores = np.where(portfolio.pillar_share[rest] > 0, portfolio.pillar_score[rest], np.nan)
    points, labels = strongest_of(portfolio, rest)
    amounts = (("arr", "ARR", accounts.arr), ("clv", "CLV", portfolio.clv),
               ("value_at_risk", "Value at risk", portfolio.value_at_risk))  # fmt: skip
    return [
        Column("number", "No.", 7, numbers, number="whole", note="The place in the order of work."),
        Column("account", "Account", 30, material.names_of(rest), "text"),
        Column("account_id", "Account id", 20, texts_of(accounts.account_id[rest]), "text"),
        *(
            Column(key, label, 15, texts_of(values), "text")
            for key, label, values in (
                ("segment", "Segment", accounts.segment[rest]),
                ("owner", "Owner", accounts.owner[rest]),
            )
            if any(texts_of(values))
        ),
        Column("health", "Health", 9, portfolio.health[rest], number="score1", note=note_of("health")),
        Column("band", "Band", 12, bands, "text", note=note_of("band")),
        *(
            Column(f"pillar:{index}", label, 11, scores[:, index], number="score", note=note_of("score"))
            for index, label in enumerate(PILLAR_LABELS)
        ),
        Column(
            "coverage", "Coverage", 11, portfolio.coverage[rest], number="percent", note=note_of("coverage")
        ),
        *(
            Column(
                key, material.with_currency(label), 13, values[rest], number="money_short", note=note_of(key)
            )
            for key, label, values in amounts
        ),
        Column("strongest", "Strongest signal", 27, labels, "text", note=note_of("strongest")),
        Column("points", "Points", 8, points, number="points"),
    ]
