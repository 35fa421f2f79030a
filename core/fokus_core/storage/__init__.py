"""Databases, files written durably, and the state store."""
