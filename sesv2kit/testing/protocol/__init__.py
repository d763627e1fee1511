"""How a request becomes checked members, and members a response: the wire format by AWS's model. Knows no operation."""
