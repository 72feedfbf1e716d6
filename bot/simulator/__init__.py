"""A stand-in for Twilio, to try text messages and to test them without an account."""
