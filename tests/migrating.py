"""Bringing a database to the newest schema with the real migrations."""

from argparse import Namespace
from pathlib import Path

from alembic import command
from alembic.config import Config

ROOT = Path(__file__).resolve().parent.parent


def migrate(address: str) -> None:
    """`address` is `sqlite:///…` or `postgresql://…`."""
    config = Config(toml_file=ROOT / "pyproject.toml")
    url = address.replace("postgresql://", "postgresql+psycopg://")
    config.cmd_opts = Namespace(x=[f"url={url}"])
    command.upgrade(config, "head")
