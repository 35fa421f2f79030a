"""Renewals: applications made of the last one."""
