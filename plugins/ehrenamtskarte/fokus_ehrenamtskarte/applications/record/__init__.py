"""What is recorded of applications: facts, the statutes over them, the state they fold into."""
