"""The keys that sign cards and lists: made here, put in force by an offline root, replaced every year, withdrawn."""
