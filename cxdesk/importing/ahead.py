"""The next items of slow work, made by a thread while the one before is used: two processors, not one."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_Item = TypeVar("_Item")
_END = object()


def made_ahead(items: Generator[_Item, None, None], most: int) -> Iterator[_Item]:
    """Yield the items in their order; up to `most` of the next ones wait. What making them raises is raised
    here, after the items before it.

    Who leaves early is not kept waiting: the thread closes the items when it has made the one it is at.
    """
    maker = ThreadPoolExecutor(1, "made ahead")
    coming = deque(maker.submit(next, items, _END) for _ in range(most))
    try:
        while (item := coming.popleft().result()) is not _END:
            coming.append(maker.submit(next, items, _END))
            yield item
    finally:
        for future in coming:
            future.cancel()
        maker.submit(items.close)
        maker.shutdown(wait=False)
