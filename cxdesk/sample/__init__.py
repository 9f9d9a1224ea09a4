"""The sample portfolio: a seeded generator of what account managers really have, all marked synthetic."""

from cxdesk.sample.awkward import AWKWARD_ROWS, AwkwardRow
from cxdesk.sample.dates import SAMPLE_END, SAMPLE_START
from cxdesk.sample.generate import FEWEST_ACCOUNTS, SAMPLE_FILES, write_sample
from cxdesk.sample.plants import PLANTS, Fact, Plant

__all__ = [
    "AWKWARD_ROWS",
    "FEWEST_ACCOUNTS",
    "PLANTS",
    "SAMPLE_END",
    "SAMPLE_FILES",
    "SAMPLE_START",
    "AwkwardRow",
    "Fact",
    "Plant",
    "write_sample",
]
