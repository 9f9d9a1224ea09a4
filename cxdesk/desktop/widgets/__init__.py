"""Small widgets that know nothing of accounts: cards, tables, charts, notices."""
