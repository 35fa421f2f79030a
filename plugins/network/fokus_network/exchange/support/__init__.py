"""Support: what members ask for and what was given, and how municipalities are led to the Ehrenamtskarte."""
