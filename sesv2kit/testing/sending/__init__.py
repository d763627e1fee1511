"""The processing of a message: from an accepted request to the outbox, the counts and the event destinations."""
