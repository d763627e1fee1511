"""The command line, with the extra `cli`. Commands call the package's methods and print what they return."""
