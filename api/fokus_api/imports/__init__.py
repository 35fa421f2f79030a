"""Bulk imports at work: a table is read, each row judged as a command, and entered once."""
