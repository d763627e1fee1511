"""Reads requests and writes responses in the wire format of AWS's model. It contains nothing about single
operations."""
