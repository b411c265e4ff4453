"""`python -m heard`, and `python plugins/heard` in a checkout that is not installed."""

import sys
from pathlib import Path

folder = str(Path(__file__).resolve().parent.parent)
if folder not in sys.path:
    sys.path.insert(0, folder)
if sys.path[0] == str(Path(__file__).resolve().parent):
    del sys.path[0]  # `python plugins/heard` puts the package itself there, not the folder around it

from heard.cli.main import main  # noqa: E402

sys.exit(main())
