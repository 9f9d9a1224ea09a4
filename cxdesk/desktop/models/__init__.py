"""Item models: column arrays in, roles out. Sorting, filtering and every rule are in the session."""
