"""The bases of all models, and the parts that their annotations are made of."""

from sesv2kit.shapes.bases import Document, Request, Response, ResponseMetadata, Shape
from sesv2kit.shapes.facets import Converted, Documented, InPath, Timestamp

__all__ = [
    "Converted",
    "Document",
    "Documented",
    "InPath",
    "Request",
    "Response",
    "ResponseMetadata",
    "Shape",
    "Timestamp",
]
