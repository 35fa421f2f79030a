"""What the network gives: publications in numbered releases, support offers, news."""
