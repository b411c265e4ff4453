"""The lines of a text, whatever system it was written on."""

from __future__ import annotations


def unix_lines(text: str) -> str:
    """A text with the line ends of Unix in place of those of Windows and of old Macs."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
