"""What is said and remembered: frozen values, no I/O."""
