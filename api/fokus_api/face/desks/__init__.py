"""Desks of those who work here: the inbox, audit, operation, tables that are read in, reports of barriers."""
