"""What files of the archive are called: names that every system can keep, whatever somebody once called the file.

What lives here: making a name safe, and telling a file's type from its name. The name as it came stands in the index.
"""

import re
import unicodedata

_MOST = 80
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_NORWEGIAN = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "Æ": "AE", "Ø": "O", "Å": "A"})
_TYPES = {
    ".json": "application/json", ".yaml": "application/yaml", ".yml": "application/yaml", ".txt": "text/plain",
    ".html": "text/html", ".pdf": "application/pdf",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}  # fmt: skip


def safe_name(name: str, first: str) -> str:
    """`first` and what is left of `name`: no folders, only letters from A to Z, digits, full stops and dashes, 80 at most.

    `first` keeps names apart that become alike, and makes sure that none is one that a system has reserved or hides.
    """
    last = re.split(r"[/\\]", name)[-1]
    plain = unicodedata.normalize("NFKD", last.translate(_NORWEGIAN)).encode("ascii", "ignore").decode()
    stem, dot, suffix = _UNSAFE.sub("_", plain).strip("._-").rpartition(".")
    if not dot or len(suffix) > 10:
        stem, suffix = f"{stem}{dot}{suffix}", ""
    end = f".{suffix.lower()}" if suffix else ""
    kept = stem[: _MOST - len(first) - len(end) - 1].rstrip("._-")
    return (f"{first}-{kept}" if kept else first) + end


def media_type(name: str) -> str:
    """The type of a file by the end of its name."""
    return _TYPES.get(name[name.rfind(".") :].lower(), "application/octet-stream")
