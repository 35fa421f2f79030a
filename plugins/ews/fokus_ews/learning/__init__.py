"""The learning arrangement of a cohort, in its closed group: readable by its teams and its carrier alone."""
