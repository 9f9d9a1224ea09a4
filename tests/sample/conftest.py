"""The sample portfolio, written once for all tests of this folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxdesk.sample import FEWEST_ACCOUNTS, write_sample
from tests.sample.raw_files import RawFiles, read


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the sample as it is made when nothing is said: seed 7, 120 accounts."""
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder)
    return folder


@pytest.fixture(scope="session")
def sample(sample_folder: Path) -> RawFiles:
    """Return the default sample's usable rows."""
    return read(sample_folder)


@pytest.fixture(scope="session")
def small_sample(tmp_path_factory: pytest.TempPathFactory) -> RawFiles:
    """Return the usable rows of the smallest sample, of another seed."""
    folder = tmp_path_factory.mktemp("small-sample")
    write_sample(folder, seed=2026, accounts=FEWEST_ACCOUNTS)
    return read(folder)
