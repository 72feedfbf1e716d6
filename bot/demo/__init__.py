"""A month of conversations with people who do not exist, so that a newcomer sees it alive."""
