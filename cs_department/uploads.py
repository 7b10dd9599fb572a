"""Which files customers may send: pictures, PDF and office documents, of a size.

A file is judged by its name and by what it holds, so that a page with a script that is
called ``photo.png`` is refused. The type of the content is guessed by the caller.
"""

OLD_OFFICE = {"application/x-ole-storage", "application/CDFV2", "application/msword",
              "application/vnd.ms-excel", "application/vnd.ms-powerpoint"}  # fmt: skip
OPEN_XML = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
TYPES: dict[str, set[str]] = {
    "png": {"image/png"},
    "jpg": {"image/jpeg"},
    "jpeg": {"image/jpeg"},
    "gif": {"image/gif"},
    "webp": {"image/webp"},
    "bmp": {"image/bmp", "image/x-ms-bmp"},
    "pdf": {"application/pdf"},
    "doc": OLD_OFFICE,
    "xls": OLD_OFFICE,
    "ppt": OLD_OFFICE,
    "docx": {OPEN_XML + "wordprocessingml.document"},
    "xlsx": {OPEN_XML + "spreadsheetml.sheet"},
    "pptx": {OPEN_XML + "presentationml.presentation"},
    "odt": {OPEN_DOCUMENT + "text"},
    "ods": {OPEN_DOCUMENT + "spreadsheet"},
    "odp": {OPEN_DOCUMENT + "presentation"},
}
AUDIO: dict[str, set[str]] = {
    "mp3": {"audio/mpeg"},
    "wav": {"audio/x-wav", "audio/wav", "audio/vnd.wave"},
    "ogg": {"audio/ogg", "application/ogg", "video/ogg"},
    "m4a": {"audio/mp4", "audio/x-m4a", "video/mp4"},
    "amr": {"audio/amr"},
    "webm": {"audio/webm", "video/webm"},
}
# Signatures of sound files; the usual guessers know documents and pictures only.
SOUNDS = (
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"\xff\xf2", "audio/mpeg"),
    (8, b"WAVE", "audio/wav"),
    (0, b"OggS", "audio/ogg"),
    (4, b"ftyp", "audio/mp4"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"\x1aE\xdf\xa3", "audio/webm"),
)
MEGABYTE = 1024 * 1024
MAX_FILES = 10


def extension(name: str) -> str:
    return name.rpartition(".")[2].strip().lower() if "." in name else ""


def sound_type(content: bytes) -> str:
    """Type of a sound file by its first bytes, or an empty string."""
    for offset, mark, mimetype in SOUNDS:
        if content[offset : offset + len(mark)] == mark:
            return mimetype
    return ""


def problem(
    name: str,
    size: int,
    mimetype: str,
    megabytes: int,
    types: dict[str, set[str]] | None = None,
) -> str:
    """What is wrong with a file: ``type``, ``size``, ``empty`` or nothing.

    >>> problem("photo.png", 2_000, "image/png", 10)
    ''
    >>> problem("photo.png", 2_000, "text/html", 10)
    'type'
    >>> problem("photo.png", 20_000_000, "image/png", 10)
    'size'
    """
    if not size:
        return "empty"
    if mimetype not in (types or TYPES).get(extension(name), ()):
        return "type"
    if size > megabytes * MEGABYTE:
        return "size"
    return ""
