"""Who may do what: grants, the holders of permissions, API keys and single-use links."""
