"""Who is in the network: declarations, signatures, criteria, members, guests, and how many there are."""
