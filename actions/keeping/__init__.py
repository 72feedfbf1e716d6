"""How long the clinic keeps what it stores, and what must not go yet."""
