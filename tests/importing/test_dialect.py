"""What separates the fields of a text file."""

from __future__ import annotations

from cxdesk.importing.dialect import find_dialect


def test_one_odd_line_does_not_choose_the_separator() -> None:
    """Commas in the header and in ragged rows; one bar in a quoted value far below, whose quotes would
    swallow all lines up to the next one."""
    text = 'id,name,arr\na,b\na,b,c,d\n\n,,u,v,"x,y|"\nq,w\nr\n"",z,k,l,m\n'
    assert find_dialect(text.encode(), complete=True).delimiter == ","
