"""The clients that are compared, each in a module with a class `Peer`: one method for each case, as a user would write
it. A peer runs in its own process, perhaps without this project's dependencies, and so imports its library where it
uses it.
"""
