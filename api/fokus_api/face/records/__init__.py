"""Pages of things: a record, an entry, a municipality, and what one may do about each."""
