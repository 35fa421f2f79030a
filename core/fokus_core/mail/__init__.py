"""Messages, the ways they are sent, and the outbox that sends each once."""
