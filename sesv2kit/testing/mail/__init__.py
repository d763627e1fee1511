"""An email: its parts, its addresses, its rendering from a template, and the event records about it."""
