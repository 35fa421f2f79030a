"""Kollegiale Beratung: a case that a member brings, invited members, a protected thread, and what came of it."""
