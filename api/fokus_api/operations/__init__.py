"""What an operator does to a service: audit, backup and the demonstration."""
