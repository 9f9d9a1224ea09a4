"""Run by the environment's own Python: name the packages of which a file is missing or cut short."""

from __future__ import annotations

from importlib.metadata import Distribution, distributions


def damaged(distribution: Distribution) -> bool:
    """Return whether a file that the package's own record lists is missing, or of another size."""
    files = distribution.files
    if files is None:
        return True
    for file in files:
        if file.suffix == ".pyc":
            continue
        try:
            size = file.locate().stat().st_size
        except OSError:
            return True
        if file.size is not None and file.size != size:
            return True
    return False


if __name__ == "__main__":
    print("\n".join(sorted(found.metadata["Name"] or "?" for found in distributions() if damaged(found))))
