"""What the account page shows to bring up: contradictions with both numbers, then what is not known."""

from __future__ import annotations

from cxdesk.formatting import NEUTRAL
from cxdesk.session.tensions_view import MOST_UNKNOWNS, call_view
from tests.health.tensions.books import STANDARDS, STORY, Book, ordinary_book


def over_bought() -> Book:
    """Return a book in which the story uses four of its twenty seats, and nothing else is known of it."""
    book = ordinary_book(without=("nps", "csat", "ces", "tickets"))
    book.use(STORY, [1000.0] * 12, 4.0)
    return book


def view_of(book: Book, account: int):
    found = book.tensions()
    return call_view(found.basis.facts, found.basis.portfolio, STANDARDS, found, account, NEUTRAL)


def test_contradictions_come_before_what_is_not_known() -> None:
    """Seats that nobody uses first, with both numbers and the question; then open questions, by weight."""
    view = view_of(over_bought(), STORY)
    first = next(item for item in view.tensions if item.rule == 15)
    assert first.heading == "Seats over-bought"
    assert [line.split(" ")[0] for line in first.lines] == ["Seats", "Days"]
    assert first.lines[1].replace("\u00a0", " ") == "Days to the renewal 200 d"
    assert (first.whom, first.question) == (
        "Ask",
        "Which team has not started: shall we right-size before you ask?",
    )
    assert first.note == "Half of the seats in use, or fewer seats."
    rules = [item.rule for item in view.items]
    assert rules == sorted(rules, key=bool, reverse=True)
    assert "Not known: people" in [item.heading for item in view.items]
    assert len(view.items) - len(view.tensions) <= MOST_UNKNOWNS


def test_the_note_counts_both() -> None:
    """One number for each: what the tab's tooltip says; and that ranges there are of 80 %, not 95 % as in the
    evidence beside it.
    """
    view = view_of(over_bought(), STORY)
    tensions, unknown = len(view.tensions), len(view.items) - len(view.tensions)
    told = "contradiction" if tensions == 1 else "contradictions"
    ranges = "What stands in square brackets is an 80 % range."
    assert view.note == f"{tensions} {told}, {unknown} open questions. {ranges}"


def test_internal_questions_are_for_us() -> None:
    """A good score by answers alone, in a book of which more is known, is no question for the customer."""
    book = ordinary_book()
    for place in range(12):
        for kind, top in (("nps", 10.0), ("csat", 5.0), ("ces", 7.0)):
            book.answer(STORY, kind, top, 10 + 20 * place, ("admin", "end user", "buyer")[place % 3])
    book.of(STORY, tenure_years=4.0)
    internal = next(item for item in view_of(book, STORY).tensions if item.rule == 22)
    assert internal.whom == "For us"


def test_what_cannot_be_judged_says_what_it_needs() -> None:
    """In one sentence for each rule."""
    view = view_of(over_bought(), STORY)
    missing = {gap.what: gap.meaning for gap in view.not_judged}
    needed = "Needs five NPS answers in each of two half years."
    assert missing["Cannot be judged: NPS falls, use rises"] == needed
