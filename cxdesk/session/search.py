"""What Ctrl+K finds: accounts, people, comments and commands, in one list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cxdesk.session.actions import Action

KINDS = ("Account", "Person", "Comment", "Command")
MOST_FOUND = 40
_MOST_OF_A_KIND = 12


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be found. `target` is an account id, or the name of an action for commands."""

    kind: str
    title: str
    detail: str
    target: str
    folded: str


def entry(kind: str, title: str, detail: str, target: str, also: str = "") -> Entry:
    """Return an entry that is found by its title and by `also`."""
    return Entry(kind, title, detail, target, f"{title} {also}".casefold())


def commands(actions: Sequence[Action]) -> tuple[Entry, ...]:
    """Return the commands as entries."""
    return tuple(entry("Command", action.label.rstrip("."), action.help, action.name) for action in actions)


def found(entries: Sequence[Entry], text: str) -> tuple[Entry, ...]:
    """Return the entries in which every word of `text` occurs, those whose title begins with it first.

    Accounts go before people, people before comments, comments before commands; at most 12 of a kind and 40
    in all. Nothing typed finds the commands.
    """
    words = text.casefold().split()
    if not words:
        return tuple(item for item in entries if item.kind == "Command")[:MOST_FOUND]
    wanted = " ".join(words)
    hits: dict[str, list[Entry]] = {kind: [] for kind in KINDS}
    for item in entries:
        # Comments are many and in no order of rank: enough of them are enough.
        full = item.kind == "Comment" and len(hits["Comment"]) >= _MOST_OF_A_KIND
        if not full and all(word in item.folded for word in words):
            hits[item.kind].append(item)
    kept: list[Entry] = []
    for kind in KINDS:
        best_first = sorted(hits[kind], key=lambda item: not item.folded.startswith(wanted))
        kept += best_first[:_MOST_OF_A_KIND]
    return tuple(kept[:MOST_FOUND])
