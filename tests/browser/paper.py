"""Photos that people take on the phone in tests: sharp, blurred, too small."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

WIDE, HIGH = 1200, 900


def png(file: Path, width: int, height: int, light) -> Path:
    """Write a picture; `light(x, y)` is the brightness from 0 to 255 of a pixel."""
    rows = (b"\0" + bytes(light(x, y) for x in range(width)) for y in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(b"".join(rows))), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunks))
    return file


def sharp(folder: Path, name: str = "card") -> Path:
    """A paper with lines of writing; another name is another photo."""
    shade = len(name) + sum(map(ord, name)) % 50

    def light(x: int, y: int) -> int:
        return 20 if y % 30 < 12 and (x // 9) % 3 else 200 + shade % 50

    return png(folder / f"{name}.png", WIDE, HIGH, light)


def blurred(folder: Path) -> Path:
    """A paper on which nothing can be read."""
    return png(
        folder / "blurred.png", WIDE, HIGH, lambda x, y: 100 + (x + y) * 100 // (WIDE + HIGH)
    )


def small(folder: Path) -> Path:
    """A photo of a few pixels."""
    return png(folder / "small.png", 300, 200, lambda x, y: (x * y) % 256)


def heavy(folder: Path) -> Path:
    """A photo of more than ten megabytes: what comes after its end is not looked at."""
    file = sharp(folder, "heavy")
    file.write_bytes(file.read_bytes() + bytes(11 * 1024 * 1024))
    return file


def heic(folder: Path) -> Path:
    """A photo in a format that nobody can open."""
    file = folder / "photo.heic"
    file.write_bytes(b"\0\0\0\x18ftypheic" + b"0" * 2000)
    return file


def text(folder: Path) -> Path:
    """A file that is no photo, under the name of one."""
    file = folder / "photo.jpg"
    file.write_bytes(b"no photo" * 200)
    return file
