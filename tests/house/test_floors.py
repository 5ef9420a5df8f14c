import subprocess
import sys

import grimp

from tools.steps import ROOT

SHARED_BY_PROVIDERS = {"base", "callbacks", "http", "registry", "results", "script", "words"}


def test_imports_only_go_down() -> None:
    lint = "from importlinter.cli import lint_imports_command as c; c()"
    done = subprocess.run(
        [sys.executable, "-c", lint, "--no-logo"], cwd=ROOT, text=True, capture_output=True
    )
    assert done.returncode == 0, done.stdout


def test_providers_do_not_know_each_other() -> None:
    graph = grimp.build_graph("vidstudio", include_external_packages=False, cache_dir=None)
    package = "vidstudio.providers"
    adapters = {
        module
        for module in graph.find_children(package)
        if module.removeprefix(f"{package}.") not in SHARED_BY_PROVIDERS
    }
    assert f"{package}.local" in adapters
    for adapter in adapters:
        # An adapter may be several files: kie, kie_inputs, kie_answers.
        others = {other for other in adapters if _family(other) != _family(adapter)}
        known = graph.find_modules_directly_imported_by(adapter) & others
        assert not known, f"{adapter} imports {', '.join(sorted(known))}"


def _family(module: str) -> str:
    return module.rpartition(".")[2].partition("_")[0]
