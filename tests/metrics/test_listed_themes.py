"""Themes by phrases: what matches, what does not, and what a wrong list says."""

from __future__ import annotations

import pytest

from cxdesk.errors import CxdeskError
from cxdesk.metrics.listed_themes import ListedTheme, default_phrases, listed_themes, read_phrases

NAMES = [
    "billing",
    "handoff",
    "performance",
    "onboarding",
    "price",
    "competitor",
    "missing_feature",
    "docs",
    "outage",
]
LANGUAGES = {"en", "de", "fr", "es", "it", "pt", "nl"}


def _phrases(*phrases: str) -> tuple[ListedTheme, ...]:
    return (ListedTheme("t", "T", phrases),)


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
    assert bool(listed_themes([comment], _phrases(phrase))) is matches


def test_a_comment_has_a_theme_once_with_the_phrase_that_comes_first():
    """Two phrases in one comment: the one that stands first is named, not the one listed first."""
    themes = (ListedTheme("b", "B", ("refund*", "invoice*")), ListedTheme("a", "A", ("slow",)))
    hits = listed_themes([None, "The invoice was slow, the refund slower", "refunded"], themes)
    assert [(hit.comment, hit.theme, hit.phrase) for hit in hits] == [
        (1, "b", "invoice*"),
        (1, "a", "slow"),
        (2, "b", "refund*"),
    ]


def test_phrases_do_not_reach_into_the_next_comment():
    """The last word of one comment and the first of the next are not side by side."""
    assert listed_themes(["it was", "down again"], _phrases("was down")) == ()
    assert listed_themes(["it was"], _phrases("was down")) == ()
    assert listed_themes([], _phrases("was down")) == ()


def test_the_list_that_comes_with_cxdesk():
    """Nine themes with phrases in seven languages; no phrase belongs to two themes."""
    themes = read_phrases(default_phrases())
    assert [theme.name for theme in themes] == NAMES
    everything = [phrase for theme in themes for phrase in theme.phrases]
    assert len(everything) == len(set(everything))
    for language in sorted(LANGUAGES):
        assert default_phrases().count(f"\n{language} = [") == len(NAMES)


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
    assert theme in {hit.theme for hit in listed_themes([comment], read_phrases(default_phrases()))}


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
    assert listed_themes([comment], read_phrases(default_phrases())) == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[billing\n", "cannot be read"),
        ('[billing]\nen = ["invoice"]', "no label"),
        ('billing = "invoice"', "no label"),
        ('[billing]\nlabel = "Billing"', "no phrases"),
        ('[billing]\nlabel = "Billing"\nen = "invoice"', "not a list"),
        ('[billing]\nlabel = "Billing"\nen = ["invoice", "*!*"]', "without a word"),
    ],
)
def test_a_wrong_list_is_named(text, message):
    """The user edits the list: what is wrong is said with the theme's name and the next step."""
    with pytest.raises(CxdeskError, match=message) as caught:
        read_phrases(text)
    assert caught.value.next_step
