"""Rules 10 and 23 (words), and 21, 22, 27 and 28 (what we should ask ourselves)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cxdesk.health import score
from cxdesk.health.tensions import find_tensions
from cxdesk.health.tensions.moods import least_probability
from cxdesk.metrics.comment_sentiment import comment_sentiment
from cxdesk.workspace.facts_record import Facts
from tests.health.tensions.books import MONTHS, OTHERS, STANDARDS, STORY, Book, day, ordinary_book
from tests.metrics.test_comment_sentiment import NOUNS, WORDS
from tests.metrics.word_encoder import vectors_of

INVOICE, PRODUCT = "The invoice is wrong again.", "It is slow and takes ages to load."


def detractors(
    comments: list[str], *, billing: int | None = None, invoices: bool = False, use: float = 1.1
) -> Book:
    """Return a book in which so many of the story would not recommend it, each with a comment; with a billing
    ticket so many days before, or invoices paid late all the year.
    """
    book = ordinary_book(without=("nps", "csat", "ces", "tickets"))
    for number in range(OTHERS):  # of others' detractors some name the product, and those of two the invoice
        for place in range(4):
            said = INVOICE if number < 2 else PRODUCT if number % 3 == 0 else "No time."
            book.answer(number, "nps", 3.0, 40 + 30 * place, comment=said)
    for comment in comments:
        book.answer(STORY, "nps", 3.0, 40, comment=comment)
    if billing is not None:
        book.ticket(STORY, 39 + billing, category="Billing question")
    for place in range(12 if invoices else 0):
        book.add(
            "invoices", account=STORY, invoice_id=f"N{place}", issued_at=day(40 + 30 * place),
            due_at=day(40 + 30 * place), paid_at=day(35 + 30 * place), amount=100.0, currency="EUR",
        )  # fmt: skip
    book.use(STORY, [1000.0 * use] * 3 + [1000.0] * (MONTHS - 3))
    return book


def test_detractors_about_billing() -> None:
    """All six comments name the invoice; or a billing ticket came up to 30 days before, which is seldom
    there.
    """
    by_words = detractors([INVOICE] * 6).fired(10)
    assert (by_words.first.value, by_words.first.n) == (1.0, 6)
    assert detractors([""] * 6, billing=30).fired(10) is not None


@pytest.mark.parametrize(
    "book",
    [
        detractors([PRODUCT] * 6),
        detractors([""] * 6, billing=32),
        detractors([""] * 6, invoices=True),
        detractors([INVOICE] * 6, use=0.6),
        detractors([f"{INVOICE} {PRODUCT}"] * 6),
        detractors([INVOICE] * 3 + ["No time."] * 3),
    ],
    ids=[
        "another reason",
        "32 days before",
        "an invoice is always late",
        "use falls",
        "the product too",
        "half of them",
    ],
)
def test_detractors_about_something_else(book: Book) -> None:
    """Where most days come within 30 days of a late invoice, nearness says nothing."""
    assert book.fired(10) is None


@pytest.mark.parametrize(
    ("status", "tracked", "fires"),
    [("open", True, True), ("void", True, False), ("paid", True, False), ("open", False, False)],
)
def test_only_a_bill_that_is_open_is_trouble(status: str, tracked: bool, fires: bool) -> None:
    """An invoice that was due ten days before six answers and bears no day of payment: trouble where it is
    open, and where any payment is on record at all."""
    book = detractors([""] * 6)
    for account, due, paid, state in ((STORY, 50, "NaT", status), (0, 300, day(300), "paid")):
        book.add(
            "invoices", account=account, invoice_id=f"N{account}", issued_at=day(due), due_at=day(due),
            paid_at=paid if tracked else "NaT", amount=100.0, currency="EUR", status=state,
        )  # fmt: skip
    assert (book.fired(10) is not None) == fires


def promoter(score: float, comment: str) -> Book:
    """Return a book in which the story answered so."""
    book = ordinary_book(without=("csat", "ces", "tickets"))
    book.answer(STORY, "nps", score, 40, comment=comment)
    return book


def test_rating_against_words() -> None:
    """A promoter writes of switching, or of cancelling in another language; the phrase found is told."""
    found = promoter(9.0, "Great people, but we are switching to another tool.").fired(23)
    assert (found.second.value, found.second.n, found.second.about) == (1.0, 1, "switching to")
    assert promoter(10.0, "Wir kündigen zum Jahresende.").fired(23) is not None
    assert promoter(8.0, "We are switching to another tool.").fired(23) is None  # no promoter
    assert promoter(9.0, "Great people.").fired(23) is None


def read_book(score: float, comment: str, *, read: bool = True) -> Book:
    """Return a book in which the words of 60 rated comments go with their ratings, and the story's are those
    given; comments are read by the words that they share.
    """
    book = promoter(score, comment)
    for place in range(60):
        rating = {0: 3.0, 1: 7.0, 2: 10.0}[place % 3]
        words = f"{NOUNS[place % 10]} {NOUNS[place // 10]} {WORDS[place % 3]}"
        book.answer(1 + place % 5, "nps", rating, 40 + place, contact=f"p{place}", comment=words)
    plain = book.facts
    if read:
        book.facts = lambda: with_vectors(plain())
    return book


def with_vectors(facts: Facts) -> Facts:
    """Return the facts with their comments read, and every answer a row of its own."""
    answers = replace(facts.answers, source_row=np.arange(len(facts.answers), dtype=np.int32))
    return replace(facts, answers=answers, comment_vectors=vectors_of(answers.comment))


def test_rating_against_the_mood_of_the_words() -> None:
    """The worst words with a 10 and the best with a 2 fire where comments were read, with the accuracy and
    another question; usual words do not, nor do any where comments were not read.
    """
    praise, blame = WORDS[2], WORDS[0]
    low = read_book(2.0, praise).fired(23)
    assert low.second.label.startswith("Of them, read as positive (macro-F1 ")
    assert low.rule.question.startswith("Your score and your words")
    high = read_book(10.0, blame).fired(23)
    assert high.second.label.startswith("Of them, read as negative (macro-F1 ")
    assert (high.first.value, high.second.value) == (1.0, 1.0)
    assert read_book(10.0, WORDS[1]).fired(23) is None
    assert read_book(10.0, praise).fired(23) is None
    assert read_book(10.0, blame, read=False).fired(23) is None


def test_rare_moods_need_clearer_words() -> None:
    """By hand: .2, .2, .6 where positive is eight times as frequent as the others weigh .02, .02, .48 of .52;
    the less of both counts.
    """
    found = comment_sentiment(with_vectors(read_book(10.0, WORDS[0]).facts()))
    one = replace(found, mood=np.array([[0.2, 0.2, 0.6]]), usual=np.array([0.1, 0.1, 0.8]))
    assert least_probability(one)[0] == pytest.approx([0.02 / 0.52, 0.02 / 0.52, 0.6])


def green(renewal: int, contact: int, owner: str = "Ann", *, use: bool = True) -> Book:
    """Return a book in which all is well with the story, which renews in so many days and was last heard of
    so many days ago; without `use` only its answers are known.
    """
    book = ordinary_book()
    for place in range(12):
        for kind, top in (("nps", 10.0), ("csat", 5.0), ("ces", 7.0)):
            book.answer(STORY, kind, top, contact + 1 + 20 * place, ("admin", "end user", "buyer")[place % 3])
    if use:
        book.use(STORY, [900.0, 860.0, 830.0] + [800.0] * 9, 20.0)
    book.of(STORY, renewal_date=day(-renewal), owner=owner, tenure_years=4.0)
    return book


def test_green_but_nobody_close() -> None:
    """Health above 70, renewal in 90 days, nothing heard for 61; or no owner."""
    found = green(90, 61).fired(21)
    assert found.first.value >= 70.0
    assert (found.second.value, found.also[0].value) == (61.0, 90.0)
    assert found.rule.audience == "internal"
    assert green(90, 10, owner="").fired(21).second.about == "no owner"


def test_a_call_is_contact_too() -> None:
    """Nothing was heard for 61 days, but somebody called them 20 days ago; 61 days ago is too long."""
    book = green(90, 61)
    facts = book.facts()
    portfolio = score(facts, STANDARDS)
    calls = np.full(len(facts.accounts), np.datetime64("NaT", "D"))
    for days, fires in ((20, False), (61, True)):
        calls[STORY] = np.datetime64(day(days))
        called = replace(facts, accounts=replace(facts.accounts, last_call=calls))
        found = find_tensions(called, portfolio, STANDARDS)
        assert (21 in [one.rule.number for one in found.of(STORY)]) == fires


@pytest.mark.parametrize(("renewal", "contact"), [(91, 61), (90, 60)], ids=["renews later", "heard of"])
def test_green_and_close(renewal: int, contact: int) -> None:
    """A day less, or a day later, and nothing is told."""
    assert green(renewal, contact).fired(21) is None


def test_green_for_lack_of_evidence() -> None:
    """Well by its answers alone: coverage below a half; with use it is above."""
    book = green(200, 10, use=False)
    found = book.fired(22)
    coverage = book.tensions().basis.portfolio.coverage[STORY]
    assert found.second.value == pytest.approx(coverage)
    assert coverage < 0.5
    assert green(200, 10).fired(22) is None


def test_a_capped_account_is_not_told_as_green() -> None:
    """Intent: "Green for lack of evidence" stood on an account that a cap held at Watch.

    Expected: the same story fires at its own score, and does not where a cap holds that score at 60.
    """
    facts = green(200, 10, use=False).facts()
    free = score(facts, STANDARDS)
    health = free.health.copy()
    health[STORY] = 60.0
    for portfolio, fires in ((free, True), (replace(free, health=health), False)):
        found = find_tensions(facts, portfolio, STANDARDS)
        assert (22 in [one.rule.number for one in found.of(STORY)]) == fires


def test_a_book_of_little_evidence_names_nobody() -> None:
    """Where nobody's use, tickets or surveys but one kind are known, low coverage is the book's: it cannot be
    judged, and nobody of forty is named.
    """
    book = ordinary_book(without=("csat", "ces", "tickets", "usage"))
    found = book.tensions()
    assert np.median(found.basis.portfolio.coverage[:OTHERS]) < 0.5
    assert found.basis.portfolio.health.max() >= 70
    assert not [one for one in found.found if one.rule.number == 22]
    assert 22 in [each.rule.number for each in found.not_judged()]


def waves(
    now: dict[str, tuple[int, int]], before: dict[str, tuple[int, int]], silent: tuple[int, int]
) -> Book:
    """Return a book in which so many promoters and detractors of each of the story's roles answered in either
    half year, and so many people did not.
    """
    book = ordinary_book(without=("csat", "ces", "tickets"))
    for start, roles, quiet in ((10, now, silent[0]), (190, before, silent[1])):
        for role, (promoters, detractors) in roles.items():
            whole = promoters + detractors
            for place in range(whole):
                book.answer(
                    STORY, "nps", 9.0 if place < promoters else 3.0, start + 150 * place / whole, role
                )
        for place in range(quiet):
            book.answer(STORY, "nps", None, start + 10 + 140 * place / quiet)
    return book


def test_score_up_because_fewer_answer() -> None:
    """NPS from −33 to +60, while 10 of 30 answer instead of 24 of 30."""
    found = waves({"end user": (8, 2)}, {"end user": (8, 16)}, (20, 6)).fired(27)
    assert found.second.label == "Response rate"
    assert (found.second.value, found.second.before) == (pytest.approx(10 / 30), pytest.approx(24 / 30))


def test_score_up_as_many_answer() -> None:
    """The same rise with the same response, and the same roles: it may be true."""
    assert waves({"end user": (19, 5)}, {"end user": (8, 16)}, (6, 6)).fired(27) is None


@pytest.mark.parametrize(("silent", "fires"), [(18, False), (26, True)])
def test_eight_points_fewer_are_few(silent: int, fires: bool) -> None:
    """NPS rises; 90 of 100 answered before, and now 82 of 100, which is clear but under 10 points, or 74."""
    now = {"end user": (98 - silent, 2)}
    found = waves(now, {"end user": (60, 30)}, (silent, 10)).fired(27)
    assert (found is not None) == fires


MORE_ADMINS = ({"admin": (18, 0), "end user": (1, 5)}, {"admin": (6, 0), "end user": (3, 15)})


def test_total_up_and_every_role_flat() -> None:
    """Admins all promote, five of six end users do not, then and now; but admins were a quarter of those who
    answered and are three quarters. With the roles of before: a quarter of 100, three quarters of −67.
    """
    book = waves(*MORE_ADMINS, (0, 0))
    found = book.fired(28)
    assert found.first.value == pytest.approx(100 * (19 - 5) / 24)
    assert found.second.value == pytest.approx(0.25 * 100 + 0.75 * 100 * (1 - 5) / 6)
    assert found.second.before == pytest.approx(100 * (9 - 15) / 24)
    by_mix = book.fired(27)
    assert by_mix.second.label == "NPS with the roles of the half year before"


def test_total_up_with_a_role() -> None:
    """End users who promote more than before are a reason; a mix that stayed as it was is none."""
    better = ({"admin": (18, 0), "end user": (4, 2)}, {"admin": (6, 0), "end user": (3, 15)})
    assert waves(*better, (0, 0)).fired(28) is None
    same = ({"admin": (6, 0), "end user": (3, 15)}, {"admin": (6, 0), "end user": (3, 15)})
    assert waves(*same, (0, 0)).fired(28) is None
    assert not np.isnan(waves(*same, (0, 0)).tensions().basis.recommendation.z[STORY])
