"""How answers are shown: cells, columns, the lists there are, entries in words."""
