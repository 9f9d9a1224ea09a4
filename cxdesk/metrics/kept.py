"""What is worked out once for a record of facts: such records never change."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import numpy as np

Found = TypeVar("Found")

_KEPT: WeakKeyDictionary[Any, dict[Hashable, Any]] = WeakKeyDictionary()


def kept_with(record: Any, key: Hashable, find: Callable[[], Found]) -> Found:
    """Return what `find` returns: it is called once for each record and key, and forgotten with the record.

    It must depend on nothing but the record and the key.
    """
    kept = _KEPT.setdefault(record, {})
    if key not in kept:
        kept[key] = find()
    return kept[key]


def frozen(array: np.ndarray) -> np.ndarray:
    """Return the array, made read-only: what is kept is shared by all who ask for it."""
    array.flags.writeable = False
    return array
