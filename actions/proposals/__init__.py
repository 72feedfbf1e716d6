"""Changes of the protocol: proposed, searched, replayed, approved by two, and put in force."""
