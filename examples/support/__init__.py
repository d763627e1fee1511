"""What the examples need in place of AWS."""
