"""Pages for those who connect machines: what the API answers, and each of its problems."""
