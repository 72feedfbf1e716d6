"""Text messages through Twilio: rendering, the webhook, and delivery from the outbox."""
