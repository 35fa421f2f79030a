"""Applications that an organisation begins and a volunteer makes."""
