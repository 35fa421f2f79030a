"""Projections by declaration: a row per fact, or what was true of a thing through two clocks."""
