"""`python -m tools.drift`: the migrations, applied to an empty SQLite file, give today's tables."""

import tempfile
from argparse import Namespace
from pathlib import Path

from alembic import command
from alembic.config import Config

from tools.steps import ROOT


def require_no_drift(address: str) -> None:
    """Migrates the empty database at `address` (SQLAlchemy's); raises where the tables differ."""
    config = Config(
        toml_file=str(ROOT / "pyproject.toml"), cmd_opts=Namespace(x=[f"url={address}"])
    )
    command.upgrade(config, "head")
    command.check(config)


def main() -> None:
    with tempfile.TemporaryDirectory() as directory:
        require_no_drift(f"sqlite:///{Path(directory) / 'drift.db'}")


if __name__ == "__main__":
    main()
