"""The last generator of a build: it makes nothing, and has the writer render all that was planned."""

from __future__ import annotations

from heard.engine.writer import EngineWriter


class Rendering:
    """Stands at the end of Pelican's list of generators."""

    def generate_output(self, writer: EngineWriter) -> None:
        """Render every planned page."""
        writer.render_planned()
