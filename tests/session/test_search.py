"""What Ctrl+K finds, and in which order."""

from __future__ import annotations

from cxdesk.session import ACTIONS
from cxdesk.session.index import search_entries
from cxdesk.session.search import commands, entry, found
from tests.session.factory import Made


def test_nothing_typed_offers_the_commands(portfolio: Made) -> None:
    """An empty field is a list of what can be done, not a list of all customers."""
    entries = (*search_entries(portfolio.facts), *commands(ACTIONS))
    assert {item.kind for item in found(entries, "  ")} == {"Command"}


def test_accounts_come_before_people_comments_and_commands() -> None:
    """One word in all four kinds: the order is the one that the module promises."""
    entries = [entry(kind, "import", "", kind) for kind in ("Command", "Comment", "Person", "Account")]
    assert [item.kind for item in found(entries, "Import")] == ["Account", "Person", "Comment", "Command"]


def test_a_title_that_begins_with_the_words_comes_first() -> None:
    """Typing "north" means Northwind before Great North."""
    entries = [entry("Account", "Great North", "", "1"), entry("Account", "Northwind", "", "2")]
    assert [item.target for item in found(entries, "north")] == ["2", "1"]


def test_every_word_must_occur_somewhere() -> None:
    """Words may stand apart: a name and an owner find one account; a word that is not there finds nothing."""
    entries = [entry("Account", "Northwind Rail", "", "2", "Owner 4")]
    assert found(entries, "rail owner")
    assert not found(entries, "rail sea")


def test_people_and_comments_lead_to_their_account(portfolio: Made) -> None:
    """The factory's person 3 belongs to the fourth account; the comments are those of eleven accounts."""
    entries = search_entries(portfolio.facts)
    person = next(item for item in found(entries, "person 3") if item.kind == "Person")
    assert person.target == "A00004"
    assert all(item.target.startswith("A000") for item in found(entries, "invoice error"))


def test_many_hits_are_cut_to_twelve_of_a_kind() -> None:
    """A list that nobody can read helps nobody; the limit is the module's own promise."""
    entries = [entry("Account", f"Same {number}", "", str(number)) for number in range(100)]
    assert len(found(entries, "same")) == 12
