"""Messages on their way: who chose which, how they are written, and the job that sends each once."""
