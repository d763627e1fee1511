"""Handlebars as SES has it: parses templates, and finds what their names mean. Rendering is not done here."""
