"""Everything a fresh machine needs, with the standard library alone: `python3 installer COMMAND`."""
