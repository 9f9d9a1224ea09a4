"""cxdesk: account health from the spreadsheets an account manager already has, explained to the last point."""

__version__ = "0.1.0"
