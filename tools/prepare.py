"""`python -m tools.prepare`: reads the settings, claims the port, migrates the database.

Runs inside the virtual environment before every start. The last line of its output is a JSON
object with `host` and `port`; a refusal is one line on standard error and status 1.
"""

import json
import sys

from alembic import command
from alembic.config import Config
from pydantic import ValidationError

from vidstudio.base.settings import Settings
from vidstudio.serve import PortTaken, require_free_port

PYPROJECT = "pyproject.toml"


def main() -> None:
    try:
        settings = Settings()
        require_free_port(settings.host, settings.port)
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    except ValidationError as error:
        sys.exit("\n".join(_lines(error)))
    except PortTaken as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"The data directory cannot be used: {error}")
    command.upgrade(Config(toml_file=PYPROJECT), "head")
    print(json.dumps({"host": settings.host, "port": settings.port}))


def _lines(error: ValidationError) -> list[str]:
    """One line a setting that is wrong, by the name people write."""
    return [
        f"Setting {'_'.join(map(str, problem['loc']))}: {problem['msg']}"
        for problem in error.errors()
    ]


if __name__ == "__main__":
    main()
