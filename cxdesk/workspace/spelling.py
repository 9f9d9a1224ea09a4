"""What a word is, in any language, and how two words are compared: comments and the phrases looked for in
them agree on it.

A word is a run of letters, marks and digits; an apostrophe or a hyphen parts words, and English "n't" stays
with its verb. Chinese and Japanese characters are words of their own, so that pairs of them come out as
phrases. Thai and others that leave no spaces are taken a run at a time. Any other sign ends a phrase.
"""

from __future__ import annotations

# Signs on or inside letters that Python does not count among them: accents, vowels of Hebrew, Arabic and
# the scripts of South and South-East Asia.
_MARKS = (
    "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff\u0e00-\u0e4e"
    "\u1000-\u109f\u1780-\u17d3"
)
SINGLE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
"""Ranges of the characters that are words of their own."""
WORD = rf"[a-z]+n't(?![^\W_])|[{SINGLE}]|(?:[^\W{SINGLE}]|[{_MARKS}])+"
"""One word, as a pattern for `plain` text."""
JOINS = r"\s'’‘`´\-\u2010\u2011\u00ad"
"""What may stand between two words of one phrase, as the inside of a pattern's brackets."""


def plain(text: str) -> str:
    """Return the text as words are compared: without capitals, with one kind of apostrophe."""
    return one_apostrophe(text).casefold()


def one_apostrophe(text: str) -> str:
    """Return the text with typographic apostrophes made plain."""
    return text.replace("’", "'").replace("‘", "'")
