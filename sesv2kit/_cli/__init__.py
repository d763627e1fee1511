"""The command line of the extra `cli`. Commands call the package's methods and print their results."""
