"""From the state of a conversation to its next action."""
