"""Names of other customers and internal texts in a stream of words.

At each word the longest name counts: a customer's own name hides shorter ones inside it, and is hidden by a
longer one of another. A name that both have is the customer's own. A very short one such as SAP is known by
its capitals, or where it is all that a cell or line says.
"""

from __future__ import annotations

from collections.abc import Iterator

from cxdesk.report.leak_check.lexicon import lexicon
from cxdesk.report.leak_check.record import ANOTHER, NOTE, SHORTEST_NAME, Leak, Secrets
from cxdesk.report.leak_check.stream import Stream


def names_told(stream: Stream, secrets: Secrets) -> Iterator[Leak]:
    """Yield each name of another customer."""
    ordinary, at = lexicon().ordinary, 0
    while at < len(stream.words):
        own = stream.phrase(at, secrets.own_names)
        other = stream.phrase(at, secrets.names, numbered=True)
        if other > own:
            said = "".join(word.text for word in stream.words[at : at + other])
            certain = said not in ordinary
            if said in secrets.names and len(said) < SHORTEST_NAME and said.isascii():
                certain &= stream.written(at, other) == secrets.names[said]
            if certain or stream.alone(at, other):
                yield stream.leak(at, other, ANOTHER)
        at += max(own, other, 1)


def notes_told(stream: Stream, secrets: Secrets) -> Iterator[Leak]:
    """Yield each run of words that stands in an internal text, once."""
    at = 0
    while at < len(stream.words):
        found = stream.phrase(at, secrets.notes)
        if found:
            yield stream.leak(at, found, NOTE)
        at += max(found, 1)
