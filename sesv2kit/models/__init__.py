"""Request, response and structure models, one file a domain."""
