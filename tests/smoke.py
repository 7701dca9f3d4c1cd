"""Start the app as its users do and ask for its first page: ``python -m tests.smoke``."""

import urllib.request
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.browser.server import served


def main() -> None:
    """End with an error unless the server is healthy, has its page and can read its model."""
    with TemporaryDirectory() as folder, served(Path(folder) / "log.txt") as address:
        for path, expected in (("", b"<html"), ("ready", b"ready")):
            with urllib.request.urlopen(f"{address}/{path}", timeout=30) as answer:
                assert expected in answer.read(), path
    print("The app starts and answers.")


if __name__ == "__main__":
    main()
