"""What answers are made of: pages of rows, moments on two clocks, sentences, and the formats they are given in."""
