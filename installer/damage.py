"""Run by the environment's own Python: name the packages of which a file is missing or cut short."""

from __future__ import annotations

import csv
from importlib.metadata import Distribution, distributions


def damaged(distribution: Distribution) -> bool:
    """Return whether a file that the package's own record lists is missing, or of another size.

    The record is read here: `Distribution.files` leaves out missing files since Python 3.12.
    """
    record = distribution.read_text("RECORD")
    if record is None:
        return True
    for name, _digest, size in csv.reader(record.splitlines()):
        if name.endswith(".pyc"):
            continue
        try:
            found = distribution.locate_file(name).stat().st_size
        except OSError:
            return True
        if size and found != int(size):
            return True
    return False


if __name__ == "__main__":
    print("\n".join(sorted(found.metadata["Name"] or "?" for found in distributions() if damaged(found))))
