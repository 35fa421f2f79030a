"""Work that time or a fact asks for and that leaves the house, done by one lease-holder per installation."""
