"""What can be proven wrong about a journal: looked at by `fokus check`, and by the job that compares read models."""
