"""The same seed gives the same bytes."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cxdesk.errors import UsageError
from cxdesk.sample import FEWEST_ACCOUNTS, write_sample

CHECKOUT = Path(__file__).resolve().parents[2]


def digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file in a folder by name."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_same_seed_gives_the_same_bytes_in_another_process(sample_folder: Path, tmp_path: Path) -> None:
    """Hash order, time zone and clock must not reach the files; the other process differs in all three."""
    script = "import sys; from pathlib import Path; from cxdesk.sample import write_sample"
    script += "; write_sample(Path(sys.argv[1]))"
    surroundings = os.environ | {"PYTHONHASHSEED": "4711", "TZ": "Pacific/Auckland"}
    subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], check=True, cwd=CHECKOUT, env=surroundings, timeout=120
    )
    assert digests(tmp_path) == digests(sample_folder)


def test_another_seed_gives_other_files(sample_folder: Path, tmp_path: Path) -> None:
    """Every file depends on the seed: none of the seven equals that of seed 7."""
    write_sample(tmp_path, seed=8)
    ours, theirs = digests(sample_folder), digests(tmp_path)
    assert ours.keys() == theirs.keys()
    assert [name for name in ours if ours[name] == theirs[name]] == []


def test_returns_the_seven_files_and_makes_the_folder(tmp_path: Path) -> None:
    """The paths returned are the files written, no more and no less; a missing folder is made."""
    folder = tmp_path / "not" / "there"
    paths = write_sample(folder, seed=3, accounts=FEWEST_ACCOUNTS)
    assert sorted(paths) == sorted(folder.iterdir())
    assert [path.name for path in paths] == [
        "CRM export.xlsx",
        "NPS survey.csv",
        "CSAT after tickets.xlsx",
        "usage_daily.csv",
        "tickets_export.csv",
        "Incidents.xlsx",
        "QA reviews.xlsx",
    ]


def test_too_few_accounts_are_refused(tmp_path: Path) -> None:
    """The planted stories need their accounts: fewer than 60 is a usage error and writes nothing."""
    with pytest.raises(UsageError, match="59 accounts"):
        write_sample(tmp_path, accounts=59)
    assert list(tmp_path.iterdir()) == []
