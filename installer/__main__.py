"""The door: `python3 installer COMMAND`. Every Python must be able to read this file."""

import os
import sys

OLDEST = (3, 11)


def _refusal(version):
    """Return what to tell a Python that is too old, and the empty string to any other."""
    if version[:2] >= OLDEST:
        return ""
    found = ".".join(str(part) for part in version[:2])
    return (
        "cxdesk needs Python 3.11 or newer; this is Python " + found + ".\n"
        "Install a newer one and type its name instead, such as: python3.11 installer run"
    )


if __name__ == "__main__":
    refusal = _refusal(sys.version_info)
    if refusal:
        sys.exit(refusal)
    sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    from installer.commands import main

    sys.exit(main(sys.argv[1:]))
