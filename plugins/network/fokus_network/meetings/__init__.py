"""The network's meetings: appointments, registrations, attendance, material and minutes."""
