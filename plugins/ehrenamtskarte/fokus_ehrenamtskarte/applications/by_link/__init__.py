"""What applicants and organisations do by their links, and what they are told."""
