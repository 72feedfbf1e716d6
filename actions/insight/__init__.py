"""What the clinic's side tells staff about a conversation: read from its events, never changed."""
