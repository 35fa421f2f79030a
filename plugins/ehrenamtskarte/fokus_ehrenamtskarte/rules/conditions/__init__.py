"""The conditions of the card: each judges one under one pair of state and local rules."""
