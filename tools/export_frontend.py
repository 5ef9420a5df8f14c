"""`reflex export --frontend-only --no-zip` without its side effects on the working tree.

The command would also write a .gitignore and ask the package index for a newer Reflex. Runs
inside the virtual environment, with the environment of tools.frontend.
"""

from reflex.utils import export, prerequisites
from reflex_base import constants
from reflex_base.config import get_config
from reflex_base.environment import environment


def main() -> None:
    environment.REFLEX_COMPILE_CONTEXT.set(constants.CompileContext.EXPORT)
    get_config()
    prerequisites.initialize_reflex_user_directory()
    if prerequisites.needs_reinit():
        prerequisites.initialize_frontend_dependencies()
    export.export(zipping=False, frontend=True, backend=False)


if __name__ == "__main__":
    main()
