"""Issuing a card on the approval of an application, and on nothing else."""
