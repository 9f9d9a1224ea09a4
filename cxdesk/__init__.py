"""cxdesk: account health from the spreadsheets an account manager has, explained to the last point."""

import os

__version__ = "0.1.0"

# Our linear algebra is small: with more threads it waits for itself, 17 ms against 1.6 s measured. It must be
# said before numpy is loaded for the first time.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
