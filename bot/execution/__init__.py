"""From the name of an action to its events."""
