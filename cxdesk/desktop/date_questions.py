"""What a calendar asks for: its words, kept apart from the calendar, which takes a moment to load."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asking:
    """A question for a day: the heading over the calendar, the button that takes the chosen day, and the one
    that goes back to the default, whose answer is None.
    """

    name: str
    accessible: str
    heading: str
    take: str
    default: str


AS_OF = Asking(
    "as_of",
    "As-of date",
    "See everything as it was known on",
    "See this date",
    "Newest date in the data",
)
COMPARED = Asking(
    "compared", "Day to compare with", "Tell what changed since", "Compare with this day", "The last call"
)
