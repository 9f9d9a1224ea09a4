"""`python -m cxdesk`: the same as the `cxdesk` script."""

from cxdesk.cli import main

raise SystemExit(main())
