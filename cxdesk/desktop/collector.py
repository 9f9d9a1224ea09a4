"""Keeping Python's collector of cyclic garbage short: while it looks, every thread waits, the window's too.

A full collection looks at every object there is. Most of them came with libraries and live as long as the
app: once matplotlib and pandas are loaded it takes 50 to 100 ms, and finds nothing.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Mapping
from typing import Any

_YOUNG, _ALL = 1, 2
"""What a collection looks at, as `gc` numbers it; the very newest objects alone are 0."""


def spare_libraries() -> Callable[[], None]:
    """Leave out of collections, from now on, what libraries bring; return what ends that.

    After modules were loaded, all that is there is set apart at the end of the next collection of young
    objects, and what one of them still made then, at the end of the next full one. What is set apart is still
    freed when nothing refers to it any more; only cycles in it stay, and they do not add up, since each
    module is loaded once.
    """
    loaded = {_YOUNG: 0, _ALL: 0}

    def follow(phase: str, details: Mapping[str, Any]) -> None:
        generation, now = details["generation"], len(sys.modules)
        if phase == "stop" and now > loaded.get(generation, now):
            loaded.update({each: now for each in loaded if each <= generation})
            gc.freeze()

    def end() -> None:
        gc.callbacks.remove(follow)
        gc.unfreeze()  # or libraries that look at the end for what was not freed would complain of all of it

    gc.callbacks.append(follow)
    return end
