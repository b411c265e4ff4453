"""Pelican's rules for writing one file twice, without opening the file.

`Writer._open_w` (pelican/writers.py, 4.12) decides and opens in one step, and opening empties the file. The
engine needs the decision when a page is planned, and must not empty a file that may not change. The tests
compare this with the original, call by call.
"""

from __future__ import annotations

import logging
import os

from pelican.writers import FileOverwriteFailedError, Writer

logger = logging.getLogger("pelican.writers")


def claim(writer: Writer, filename: str, override: bool) -> str:
    """Where this is to be written: the file, or nowhere (`os.devnull`). Raises FileOverwriteFailedError."""
    if filename in writer._overridden_files:
        if override:
            raise FileOverwriteFailedError(
                f'Failed to overwrite "{filename}" a second time (was previously overwritten)'
            )
        logger.info('Skipping "%s", not overwriting', filename)
        filename = os.devnull
    elif filename in writer._written_files:
        if not override:
            raise FileOverwriteFailedError(
                f'Failed to overwrite "{filename}" as Pelican has already '
                "written to it previously (set `override=True` if intended)"
            )
        logger.info('Overwriting "%s"', filename)
    if override:
        writer._overridden_files.add(filename)
    writer._written_files.add(filename)
    return filename
