"""The Handlebars of SES: parses templates, and finds the values of their names. It does not render."""
