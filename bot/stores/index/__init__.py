"""The index of stored conversations: a projection of their events, to be filtered and searched."""
