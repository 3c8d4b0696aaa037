"""Documents of prose for tests: PDFs and Word documents made by hand, with the text that a test gives."""

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

from pypdf import PdfReader, PdfWriter

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_BREAK = "<w:r><w:lastRenderedPageBreak/></w:r>"
_BY_HAND = '<w:r><w:br w:type="page"/></w:r>'


def pdf(pages: Sequence[str]) -> bytes:
    """A PDF with these texts, line by line, in Helvetica (ISO 32000-1 7.5)."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>")
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    for number, text in enumerate(pages):
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {5 + 2 * number} 0 R >>"
        )
        shown = " ".join(f"({_literal(line)}) Tj T*" for line in text.split("\n"))
        stream = f"BT /F1 12 Tf 14 TL 50 800 Td {shown} ET"
        objects.append(f"<< /Length {len(stream.encode('cp1252'))} >>\nstream\n{stream}\nendstream")
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode())


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def locked(raw: bytes, password: str) -> bytes:
    """The same PDF behind a password; an empty one only asks readers to be polite."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(raw)))
    writer.encrypt(password, owner_password="eier", algorithm="AES-256" if password else "RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def word(pages: Sequence[str], *, printed: bool = True, extra: str = "") -> bytes:
    """A Word document; `printed` says that Word has noted where pages end, else they are broken by hand."""
    mark = _BREAK if printed else _BY_HAND
    paragraphs = [
        f"<w:p>{mark if number else ''}<w:r><w:t>{escape(line)}</w:t></w:r></w:p>" if not place
        else f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>"
        for number, text in enumerate(pages)
        for place, line in enumerate(text.split("\n"))
    ]  # fmt: skip
    return packed(f'<?xml version="1.0"?>{extra}<w:document {_W}><w:body>{"".join(paragraphs)}</w:body></w:document>')


def packed(document: str, name: str = "word/document.xml") -> bytes:
    """A package with that one part."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr(name, document)
    return out.getvalue()
