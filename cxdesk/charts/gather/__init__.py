"""What the charts show, taken from the facts through the metrics; beside the builders, which only draw."""
