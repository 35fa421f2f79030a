"""How an office takes applications: whether already, for which form of card, in its own words, and whom to ask."""
