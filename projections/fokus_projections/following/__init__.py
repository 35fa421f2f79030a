"""Keeping read models at the journal's head: one thread, batch by batch, and building them anew."""
