"""The card as bytes that anybody can check: CWT in COSE_Sign1, key set, status list, and the check itself."""
