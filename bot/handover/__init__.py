"""A person of the house takes a conversation over, answers in it, and hands it back."""
