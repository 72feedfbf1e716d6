"""The proof that the protocol is complete and safe, and what a change of it would move."""
