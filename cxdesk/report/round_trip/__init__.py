"""The way out and back of what people write into a workbook: columns with keys, and how they are read."""
