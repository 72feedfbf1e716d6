"""What a person can be recognised by, taken out of texts that leave their conversation."""
