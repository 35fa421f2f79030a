"""Commands about facts and commands: taking back, correcting, deciding anew, and four eyes."""
