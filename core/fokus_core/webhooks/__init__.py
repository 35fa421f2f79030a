"""Webhooks: entries are sent to the address of whoever receives them, as they are recorded."""
