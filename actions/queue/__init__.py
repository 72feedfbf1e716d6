"""What waits for the clinic's staff: who wrote, how urgent it is, by when, and who closed it."""
