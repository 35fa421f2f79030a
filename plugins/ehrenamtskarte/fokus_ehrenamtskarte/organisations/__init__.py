"""Organisations that confirm engagements: registered by an office, vetted or blocked, merged, with their contacts."""
