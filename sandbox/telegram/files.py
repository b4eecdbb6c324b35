"""Files that were sent, by the ids under which bots and people find them again."""

import mimetypes
import struct
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import PurePath
from typing import Any

from sandbox.telegram.refusals import bad_request

MAX_DOWNLOAD = 20 * 2**20  # bytes a bot may fetch
UNREADABLE_SIZE = (320, 320)  # of a picture in a format nobody measures here
PNG, JPEG, GIF = b"\x89PNG\r\n\x1a\n", b"\xff\xd8", b"GIF8"
JPEG_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
BY_MAGIC = {PNG: "image/png", JPEG: "image/jpeg", GIF: "image/gif"}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as it was sent."""

    file_id: str
    name: str
    mime_type: str
    content: bytes
    path: str

    def fields(self) -> dict[str, Any]:
        """Give what every kind of file says about itself."""
        return {
            "file_id": self.file_id,
            "file_unique_id": self.file_id[-16:],
            "file_size": len(self.content),
        }

    def as_document(self) -> dict[str, Any]:
        """Give the fields of a message that carries it as a file."""
        document = {"file_name": self.name, "mime_type": self.mime_type, **self.fields()}
        return {"document": document}

    def as_photo(self) -> dict[str, Any]:
        """Give the fields of a message that shows it as a picture."""
        width, height = picture_size(self.content)
        return {"photo": [{**self.fields(), "width": width, "height": height}]}


class FileStore:
    """All files of the town."""

    def __init__(self) -> None:
        self._files: dict[str, StoredFile] = {}
        self._paths: dict[str, StoredFile] = {}

    def keep(self, name: str, content: bytes, mime_type: str = "") -> StoredFile:
        """Store a file under a new id."""
        number = len(self._files)
        digest = blake2b(content, digest_size=8).hexdigest()
        kind = _mime_type(name, content, mime_type)
        folder = "photos" if kind.startswith("image/") else "documents"
        path = f"{folder}/file_{number}{PurePath(name).suffix}"
        stored = StoredFile(f"TOY{number:05d}{digest}", name, kind, content, path)
        self._files[stored.file_id] = self._paths[path] = stored
        return stored

    def find(self, file_id: str) -> StoredFile | None:
        """Look a file up by its id."""
        return self._files.get(file_id)

    def at(self, path: str) -> StoredFile | None:
        """Look a file up by the path that getFile told."""
        return self._paths.get(path)

    def described(self, file_id: str) -> dict[str, Any]:
        """Give the File object that says where to fetch it."""
        stored = self.find(file_id)
        if not file_id:
            raise bad_request("file_id not specified")
        if stored is None:
            raise bad_request("invalid file_id")
        if len(stored.content) > MAX_DOWNLOAD:
            raise bad_request("file is too big")
        return {**stored.fields(), "file_path": stored.path}


def picture_size(content: bytes) -> tuple[int, int]:
    """Read width and height of a PNG, GIF or JPEG."""
    try:
        if content.startswith(PNG):
            width, height = struct.unpack(">II", content[16:24])
            return width, height
        if content.startswith(GIF):
            width, height = struct.unpack("<HH", content[6:10])
            return width, height
        if content.startswith(JPEG):
            return _jpeg_size(content)
    except (struct.error, IndexError):
        pass
    return UNREADABLE_SIZE


def _jpeg_size(content: bytes) -> tuple[int, int]:
    at = 2
    while content[at + 1] not in JPEG_FRAMES:
        at += 2 + struct.unpack(">H", content[at + 2 : at + 4])[0]
    height, width = struct.unpack(">HH", content[at + 5 : at + 9])
    return width, height


def _mime_type(name: str, content: bytes, said: str) -> str:
    seen = next((kind for magic, kind in BY_MAGIC.items() if content.startswith(magic)), "")
    guessed, _ = mimetypes.guess_type(name)
    claimed = said if said != "application/octet-stream" else ""
    return seen or claimed or guessed or "application/octet-stream"
