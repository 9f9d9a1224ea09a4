"""Texts that other writers turn into formulas, links or broken files."""

HOSTILE = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1,1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    '=HYPERLINK("http://example.invalid","click")',
    "=cmd|' /C calc'!A0",
    "{=1+1}",
    "http://example.invalid/",
    "mailto:someone@example.invalid",
    "internal:Standards!B5",
    "external:other.xlsx",
    "nul\x00and\x1bescape",
    "lone surrogate \ud800",
    "<r><rPr/><t>not ours</t></r>",
    "_x003D_1+1",
    "ends & <tags> \"quotes\" 'apostrophes'",
)
