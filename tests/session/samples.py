"""The sample portfolio as files and as a workspace, made once for each run; tests work on copies."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from cxdesk.importing import prepare
from cxdesk.progress import silent
from cxdesk.sample import write_sample
from cxdesk.session import create_session


@pytest.fixture(scope="session")
def sample_files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return the spreadsheets of the sample portfolio."""
    return list(write_sample(tmp_path_factory.mktemp("sample files")))


@pytest.fixture(scope="session")
def sample_master(sample_files: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace into which the sample was imported; nobody changes it."""
    path = tmp_path_factory.mktemp("sample workspace") / "Sample.cxdesk"
    session = create_session(path)
    session.commit(prepare(sample_files, silent()), silent())
    session.close()
    return path


@pytest.fixture
def sample_workspace(sample_master: Path, tmp_path: Path) -> Callable[[str], Path]:
    """Return a function that gives a copy of the sample workspace under a name."""

    def copied(name: str = "EMEA portfolio.cxdesk") -> Path:
        return Path(shutil.copy(sample_master, tmp_path / name))

    return copied
