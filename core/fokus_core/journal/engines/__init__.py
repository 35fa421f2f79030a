"""The databases that a journal can stand in, behind one protocol."""
