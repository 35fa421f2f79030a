"""What follows from a review: a deadline to show what is missing, then a proposal that a second person decides on."""
