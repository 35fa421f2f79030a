"""Partners of the card: proposed, approved by the municipality, confirmed once a year, ended and never deleted."""
