"""What an office does with applications: it judges, asks, hands over, decides."""
