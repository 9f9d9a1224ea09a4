"""One measurement in a process of its own: `-m tests.benchmarks.child MODULE:FUNCTION FOLDER ARGUMENTS`.

Prints one line of JSON: the seconds that the function returned, and the most memory that this process and its
children had.
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path


def peak_megabytes() -> float:
    """Return the largest resident size of this process and of its children, 0.0 where it is not told."""
    try:
        import resource
    except ImportError:
        return 0.0
    unit = 2**20 if sys.platform == "darwin" else 2**10
    own, children = (
        resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return (own + children) * unit / 1e6


def main() -> None:
    """Call the function that the command line names."""
    target, folder, arguments = sys.argv[1:]
    module, name = target.split(":")
    function = getattr(importlib.import_module(f"tests.benchmarks.{module}"), name)
    seconds = function(Path(folder), **json.loads(arguments))
    print(json.dumps({"seconds": seconds, "peak_mb": peak_megabytes()}))


if __name__ == "__main__":
    main()
