"""What libraries bring is left out of collections; garbage is still found."""

from __future__ import annotations

import gc
import sys
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

from cxdesk.desktop.collector import spare_libraries

_OBJECTS = 50_000


class Node:
    """Something that can refer to itself."""

    itself: Node


@pytest.fixture
def sparing() -> Iterator[None]:
    """Spare libraries for the time of a test."""
    end = spare_libraries()
    yield
    end()


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Return the name of a module that makes many objects when it is loaded."""
    name = "library_of_many_objects"
    (tmp_path / f"{name}.py").write_text(f"OBJECTS = [[] for _ in range({_OBJECTS})]\n")
    monkeypatch.syspath_prepend(tmp_path)
    yield name
    sys.modules.pop(name, None)


def test_objects_of_a_library_are_set_apart(sparing: None, module: str) -> None:
    """Its 50,000 lists stay out of every later collection: the collector's own count of what it spares."""
    gc.collect()
    before = gc.get_freeze_count()
    __import__(module)
    gc.collect()
    assert gc.get_freeze_count() - before >= _OBJECTS
    assert len(gc.get_objects()) < _OBJECTS


def test_nothing_is_set_apart_while_no_library_comes(sparing: None) -> None:
    """Objects of the app's own are looked at as ever, or their cycles would never go."""
    gc.collect()
    before = gc.get_freeze_count()
    kept = [[] for _ in range(_OBJECTS)]
    gc.collect()
    assert gc.get_freeze_count() == before
    assert len(gc.get_objects()) > len(kept)


def test_cycles_are_still_collected(sparing: None, module: str) -> None:
    """A cycle made after a library came is garbage once nobody holds it."""
    __import__(module)
    gc.collect()
    node = Node()
    node.itself = node
    gone = weakref.ref(node)
    del node
    assert gone() is not None
    gc.collect()
    assert gone() is None


def test_at_the_end_all_is_as_before(module: str) -> None:
    """No callback stays behind, and nothing is set apart: libraries check at the exit what was freed."""
    callbacks = list(gc.callbacks)
    end = spare_libraries()
    __import__(module)
    gc.collect()
    end()
    assert gc.callbacks == callbacks
    assert gc.get_freeze_count() == 0
