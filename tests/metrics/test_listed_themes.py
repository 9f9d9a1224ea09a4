"""Themes by phrases: what matches and what does not, in seven languages."""

from __future__ import annotations

import pytest

from cxdesk.metrics.listed_themes import listed_themes
from cxdesk.workspace.theme_list import ListedTheme, default_themes


def _phrases(*phrases: str) -> tuple[ListedTheme, ...]:
    return (ListedTheme("t", "T", (("en", phrases),)),)


def _themes_of(comment: str) -> set[str]:
    """Return the names of the themes of cxdesk's own list that a comment holds."""
    themes = default_themes()
    return {themes[number].name for number in listed_themes([comment], themes).theme}


@pytest.mark.parametrize(
    ("phrase", "comment", "matches"),
    [
        ("charged twice", "We were CHARGED  twice!", True),
        ("charged twice", "charged, twice", False),  # a sign ends a phrase
        ("charged twice", "charged us twice", False),
        ("invoice", "two invoices", False),
        ("invoice*", "two invoices", True),
        ("*rechnung*", "Die Endabrechnungen stimmen nie", True),
        ("rechnung*", "Die Endabrechnung", False),
        ("*rechnung", "Abrechnungen", False),
        ("preis leistung*", "Preis-Leistungs-Verhältnis", True),
        ("d'un service à l'autre", "renvoyé d’un service à l’autre", True),
        ("doesn't support", "It doesn’t support SSO", True),
        ("größte", "GRÖSSTE Mühe", True),
        ("time out", "time\nout", True),
        ("down", "", False),
        ("請求", "請求書が違う", True),
    ],
)
def test_what_a_phrase_matches(phrase, comment, matches):
    """Words side by side, whole unless a star says otherwise, whatever the capitals and the apostrophe."""
    assert bool(len(listed_themes([comment], _phrases(phrase)))) is matches


def test_a_comment_has_a_theme_once_with_the_phrase_that_comes_first():
    """Two phrases in one comment: the one that stands first is named, not the one listed first. Where both
    begin at one word, the one listed first is.
    """
    themes = (
        ListedTheme("b", "B", (("en", ("refund*", "invoice*")),)),
        ListedTheme("a", "A", (("en", ("slow load*",)), ("de", ("slow*", "slow load*")))),
    )
    hits = listed_themes(
        [None, "The invoice was slow, the refund slower", "refunded", "slow loading"], themes
    )
    named = [
        (comment, themes[theme].name, themes[theme].phrases[phrase])
        for comment, theme, phrase in zip(hits.comment, hits.theme, hits.phrase, strict=True)
    ]
    assert named == [
        (1, "b", "invoice*"),
        (1, "a", "slow*"),
        (2, "b", "refund*"),
        (3, "a", "slow load*"),
    ]


def test_phrases_do_not_reach_into_the_next_comment():
    """The last word of one comment and the first of the next are not side by side."""
    assert len(listed_themes(["it was", "down again"], _phrases("was down"))) == 0
    assert len(listed_themes(["it was"], _phrases("was down"))) == 0
    assert len(listed_themes([], _phrases("was down"))) == 0
    assert len(listed_themes(["it was down"], ())) == 0


# What people may write, invented for this test.
SAID = [
    ("The invoice was wrong again, third month in a row.", "billing"),
    ("I explained the same problem to four people, passed from team to team.", "handoff"),
    ("The board takes ages to load on Monday mornings.", "performance"),
    ("The roll-out has stalled.", "onboarding"),
    ("Good product, but the price went up again.", "price"),
    ("We are looking at two other vendors before the renewal.", "competitor"),
    ("Still no way to copy a week's plan to another depot.", "missing_feature"),
    ("The documentation is out of date.", "docs"),
    ("The whole system was down twice in March.", "outage"),
    ("Die Rechnung stimmt schon wieder nicht.", "billing"),
    ("Montags früh unbenutzbar langsam.", "performance"),
    ("Trop cher pour ce que c'est.", "price"),
    ("Il manque l'export vers notre logiciel.", "missing_feature"),
    ("La plataforma se cae cada semana.", "outage"),
    ("Estamos pensando en cambiar de proveedor.", "competitor"),
    ("Il manuale non spiega niente.", "docs"),
    ("Ho dovuto spiegare di nuovo tutto.", "handoff"),
    ("A fatura veio errada.", "billing"),
    ("O treinamento foi curto.", "onboarding"),
    ("De factuur klopt niet.", "billing"),
    ("Het systeem is traag.", "performance"),
]


@pytest.mark.parametrize(("comment", "theme"), SAID)
def test_the_list_in_seven_languages(comment, theme):
    """Each invented comment is found by the theme that a reader would name."""
    assert theme in _themes_of(comment)


@pytest.mark.parametrize(
    "comment",
    [
        "Support answers quickly and knows what they are talking about.",
        "Too much manual work remains with us.",
        "Das lag an uns.",
        "Läuft zuverlässig, das Team ist zufrieden.",
        "Très pratique, l'équipe ne pourrait plus s'en passer.",
    ],
)
def test_comments_about_something_else(comment):
    """Praise, work by hand, and a German word that looks like an English one have none of the nine."""
    assert _themes_of(comment) == set()


def test_praise_for_a_mended_export_is_no_outage():
    """Intent: what broke may be anything, and its repair what is praised; a machine that broke down is out.

    Expected: by reading the two sentences; the first is one of the sample's promoters.
    """
    assert "outage" not in _themes_of("The last release broke our export and it was fixed the same day.")
    assert "outage" in _themes_of("The terminal broke down in the middle of loading.")


OUTAGES = [
    "The whole platform was down for hours on Tuesday.",
    "Your servers were down again during our inventory.",
    "The app crashes whenever we print.",
    "Am Montag war alles gestört, das System war offline.",
    "Encore une panne un lundi matin.",
    "O sistema ficou indisponível a tarde toda.",
]
NO_OUTAGES = [
    "Bom, mas falta o modo offline.",
    "We would love an offline mode for the drivers.",
    "Prices went down this year, which was welcome.",
    "Our ticket volume is down since we use it, and the report we need is unavailable in Polish.",
    "Incidentally, the crash course for new planners was excellent.",
    "Läuft störungsfrei und ausfallsicher, auch offline nutzbar.",
]


def test_an_outage_is_what_does_not_work_not_what_goes_down_or_works_offline():
    """Intent: "offline mode" is a feature, prices go down, and "störungsfrei" is praise. Expected: by
    reading.
    """
    assert [comment for comment in OUTAGES if "outage" not in _themes_of(comment)] == []
    assert [comment for comment in NO_OUTAGES if "outage" in _themes_of(comment)] == []
