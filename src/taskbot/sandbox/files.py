"""Files that were uploaded: by the bot or by people."""

from __future__ import annotations

import hashlib
import mimetypes
import struct
from dataclasses import dataclass
from typing import Any, Final

from taskbot.sandbox.arguments import Upload
from taskbot.sandbox.errors import bad_request

_PHOTO_LIMIT: Final = 10 << 20  # bytes (Bot API, «Sending files»)
_FILE_LIMIT: Final = 50 << 20
_PHOTO_SIDES: Final = 10_000  # width and height together (Bot API, sendPhoto)
_PHOTO_RATIO: Final = 20
_PREVIEW_SIDE: Final = 320
# The same for every recording: the stand-in does not look into them.
_DURATION: Final = 1  # seconds
_FRAME: Final = {"width": 320, "height": 240}
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_MARKERS_WITHOUT_SIZE: Final = frozenset({0xC4, 0xC8, 0xCC})


# How the ids of a kind begin, as Telegram's do, and what TDLib calls it (`FileType.cpp`).
KINDS: Final = {
    "photo": ("AgAC", "Photo"),
    "document": ("BQAC", "Document"),
    "video": ("BAAC", "Video"),
    "audio": ("CQAC", "Audio"),
    "voice": ("AwAC", "VoiceNote"),
    "animation": ("CgAC", "Animation"),
}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A stored file; `path` is what getFile answers and the download address ends with."""

    id: str
    unique_id: str
    kind: str
    name: str
    mime_type: str
    path: str
    content: bytes


class FileStore:
    """All files, by id and by path."""

    def __init__(self) -> None:
        self.by_id: dict[str, StoredFile] = {}
        self.by_path: dict[str, StoredFile] = {}

    def add(self, kind: str, upload: Upload) -> StoredFile:
        """Keep an upload as one of `KINDS`."""
        number = len(self.by_id)
        digest = hashlib.sha256(upload.content).hexdigest()
        prefix, _ = KINDS[kind]
        name = upload.name or "file"
        mime_type = upload.mime_type or mimetypes.guess_type(name)[0] or "application/octet-stream"
        suffix = "jpg" if kind == "photo" else (name.rpartition(".")[2] if "." in name else "bin")
        path = f"{kind}s/file_{number}.{suffix if suffix.isalnum() else 'bin'}"
        file_id = f"{prefix}AgIAAxkBAA{number:06d}{digest[:24]}"
        file = StoredFile(file_id, f"AQAD{digest[:12]}{number}", kind, name, mime_type, path, upload.content)
        self.by_id[file.id] = self.by_path[file.path] = file
        return file

    def find(self, file_id: str, kind: str | None = None) -> StoredFile:
        """The file of that id, of that kind. Raises `ApiError` in Telegram's words.

        A kind cannot be changed (Bot API, «Sending files»); where Telegram passes over a wrong one and sends
        the file as what it is, the stand-in refuses.
        """
        file = self.by_id.get(file_id)
        if file is None:
            if file_id.lower().startswith(("http://", "https://")):
                raise bad_request("failed to get HTTP URL content")
            raise bad_request("wrong remote file identifier specified: Wrong string length")
        if kind is not None and file.kind != kind:
            raise bad_request(f"can't use file of type {KINDS[file.kind][1]} as {KINDS[kind][1]}")
        return file


def body_of(file: StoredFile) -> dict[str, Any]:
    """The fields of a message with a file; an animation comes as a document too (Bot API, «Message»)."""
    if file.kind == "photo":
        return {"photo": _as_photo(file)}
    document = {"file_name": file.name, "mime_type": file.mime_type} | _sizes(file)
    if file.kind == "document":
        return {"document": document}
    if file.kind == "voice":
        del document["file_name"]
    frame = _FRAME if file.kind in ("video", "animation") else {}
    more = {"document": document} if file.kind == "animation" else {}
    return more | {file.kind: {"duration": _DURATION} | frame | document}


def _as_photo(file: StoredFile) -> list[dict[str, Any]]:
    """The Bot API's list of PhotoSize: a preview and the whole; both lead to the same bytes."""
    width, height = picture_size(file.content)
    scale = _PREVIEW_SIDE / max(width, height)
    whole = _sizes(file) | {"width": width, "height": height}
    if scale >= 1:
        return [whole]
    return [whole | {"width": max(1, int(width * scale)), "height": max(1, int(height * scale))}, whole]


def _sizes(file: StoredFile) -> dict[str, Any]:
    return {"file_id": file.id, "file_unique_id": file.unique_id, "file_size": len(file.content)}


def check_upload(kind: str, upload: Upload) -> None:
    """Refuse what Telegram refuses: an empty file, too large a one, a photo that is no picture."""
    if not upload.content:
        raise bad_request("file must be non-empty")
    if len(upload.content) > (_PHOTO_LIMIT if kind == "photo" else _FILE_LIMIT):
        raise bad_request("too big file" if kind == "photo" else "file is too big")
    if kind == "photo":
        width, height = picture_size(upload.content)
        if width + height > _PHOTO_SIDES or max(width, height) > _PHOTO_RATIO * min(width, height):
            raise bad_request("PHOTO_INVALID_DIMENSIONS")


def picture_size(content: bytes) -> tuple[int, int]:
    """Width and height in pixels of a PNG, JPEG, GIF or WebP. Raises `ApiError` for anything else."""
    size = _png(content) or _gif(content) or _jpeg(content) or _webp(content)
    if size is None or 0 in size:
        raise bad_request("IMAGE_PROCESS_FAILED")
    return size


def _png(content: bytes) -> tuple[int, int] | None:
    if not content.startswith(_PNG) or len(content) < 24:  # noqa: PLR2004
        return None
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _gif(content: bytes) -> tuple[int, int] | None:
    if content[:6] not in (b"GIF87a", b"GIF89a") or len(content) < 10:  # noqa: PLR2004
        return None
    width, height = struct.unpack("<HH", content[6:10])
    return width, height


def _jpeg(content: bytes) -> tuple[int, int] | None:
    """Walk over the segments to the one that holds the frame's size."""
    position = 2
    if not content.startswith(b"\xff\xd8"):
        return None
    while position + 9 <= len(content) and content[position] == 0xFF:  # noqa: PLR2004
        marker = content[position + 1]
        if 0xC0 <= marker <= 0xCF and marker not in _MARKERS_WITHOUT_SIZE:  # noqa: PLR2004
            height, width = struct.unpack(">HH", content[position + 5 : position + 9])
            return width, height
        position += 2 + int.from_bytes(content[position + 2 : position + 4])
    return None


def _webp(content: bytes) -> tuple[int, int] | None:
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP" or len(content) < 30:  # noqa: PLR2004
        return None
    chunk = content[12:16]
    if chunk == b"VP8X":
        return 1 + int.from_bytes(content[24:27], "little"), 1 + int.from_bytes(content[27:30], "little")
    if chunk == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack("<HH", content[26:30])
    return width & 0x3FFF, height & 0x3FFF
