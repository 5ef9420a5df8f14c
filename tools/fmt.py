"""`make fmt`: formats the code and applies the fixes that the linter is sure of."""

from tools.environment import ensure_environment, python_in_venv
from tools.steps import Log


def main() -> None:
    log = Log("fmt")
    ensure_environment(log, dev=True)
    ruff = [python_in_venv(), "-m", "ruff"]
    log.attempt("Fixing", [*ruff, "check", "--fix", "--quiet", "."])
    log.run("Formatting", [*ruff, "format", "."])


if __name__ == "__main__":
    main()
