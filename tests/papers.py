"""Reading printed papers: their pages as text, their properties."""

import io
import re

import pypdf


def pages_of(content):
    """The text of each page without white space, so that a broken line is no other text."""
    reader = pypdf.PdfReader(io.BytesIO(content))
    return [re.sub(r"[\s\u200b]", "", page.extract_text()) for page in reader.pages]


def text_of(content):
    """The text of all pages."""
    return "".join(pages_of(content))


def properties_of(content):
    """Everything a PDF says of itself beside its pages: information dictionary and XMP."""
    reader = pypdf.PdfReader(io.BytesIO(content))
    xmp = reader.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    return dict(reader.metadata or {}), xmp
