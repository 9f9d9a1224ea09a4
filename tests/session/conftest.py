"""The hand-made portfolio, once for all tests of the session: its records are read-only; and the sample."""

from __future__ import annotations

import pytest

from tests.session.factory import Made, made
from tests.session.samples import sample_files, sample_master, sample_workspace

__all__ = ["sample_files", "sample_master", "sample_workspace"]


@pytest.fixture(scope="session")
def portfolio() -> Made:
    """Return 12 accounts: the last one has nothing but a name, the one before it has left."""
    return made()
