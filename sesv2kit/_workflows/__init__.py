"""What senders would write by hand on top of the operations. The methods of the services call it."""
