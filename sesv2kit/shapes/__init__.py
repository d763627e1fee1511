"""The bases of all models, and the parts that their annotations are made of."""

from sesv2kit.shapes.bases import Document, Request, Response, ResponseMetadata, Shape, Sparse
from sesv2kit.shapes.facets import Converted, Documented, InPath, MultiLine, Normalised, Timestamp

__all__ = [
    "Converted",
    "Document",
    "Documented",
    "InPath",
    "MultiLine",
    "Normalised",
    "Request",
    "Response",
    "ResponseMetadata",
    "Shape",
    "Sparse",
    "Timestamp",
]
