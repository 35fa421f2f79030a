"""What every request and response is made of: context, caller, problems, negotiation, headers, limits."""
