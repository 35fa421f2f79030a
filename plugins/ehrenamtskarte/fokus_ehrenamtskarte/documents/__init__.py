"""Papers on taking part: what the council decided on, and the agreement with the state, each in numbered versions."""
