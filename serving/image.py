"""What the image of the proxy holds: ``python -m serving.image FOLDER --replicas app:8501``.

Its configuration and the packed files, with the paths that they have in the container.
"""

import argparse
from pathlib import Path

from serving.proxy import configuration
from serving.trees import has_brotli, lay_out

PORT = 8080
"""Above those that only root may open."""


def main() -> None:
    """Write the folder."""
    reader = argparse.ArgumentParser(prog="python -m serving.image")
    reader.add_argument("folder", type=Path)
    reader.add_argument("--replicas", nargs="+", default=["app:8501"])
    wanted = reader.parse_args()
    trees = lay_out(wanted.folder)
    text = configuration(
        listen=f"{PORT}",
        replicas=wanted.replicas,
        trees=trees,
        folder=Path("/tmp"),
        brotli=has_brotli(),
    )
    (wanted.folder / "nginx.conf").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
