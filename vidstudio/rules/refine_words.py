"""What a good prompt names, in the languages of texts/en/languages.toml."""

from typing import Literal, NamedTuple

from vidstudio.base.texts import text
from vidstudio.rules.languages import NAMES

Aspect = Literal["light", "camera", "lens", "ending"]
ASPECTS: tuple[Aspect, ...] = ("light", "camera", "lens", "ending")


class Phrase(NamedTuple):
    """How something is recognised in a prompt, and the sentence that adds it."""

    known_by: str
    added: str


def _phrase(language: str, aspect: Aspect) -> Phrase:
    key = f"languages.{language}.{aspect}"
    return Phrase(known_by=text(f"{key}.known_by"), added=text(f"{key}.added"))


PHRASES: dict[str, dict[Aspect, Phrase]] = {
    language: {aspect: _phrase(language, aspect) for aspect in ASPECTS} for language in NAMES
}
