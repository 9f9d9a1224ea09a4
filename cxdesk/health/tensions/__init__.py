"""Tensions: signals of one account that contradict each other, gated against noise, each with a question."""
