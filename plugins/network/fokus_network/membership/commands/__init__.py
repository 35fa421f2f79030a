"""The commands of the network."""
