"""What a message is: its parts, its addresses, its rendering from a template, and the records published about it."""
