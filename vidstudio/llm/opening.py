"""Which language model this studio talks to, from its settings."""

from vidstudio.base.settings import Settings
from vidstudio.llm.base import Llm

POE_ADDRESS = "https://api.poe.com/v1"
POE_MODEL = "GPT-4o"
OPENAI_ADDRESS = "https://api.openai.com/v1"
OPENAI_MODEL = "gpt-6-luna"


def open_llm(settings: Settings) -> Llm | None:
    """None without a key and without an address: then the guide answers."""
    own = settings.llm_api_key.get_secret_value() if settings.llm_api_key else ""
    poe = settings.poe_api_key.get_secret_value() if settings.poe_api_key else ""
    if not (own or poe or settings.llm_base_url):
        return None
    # The library takes a second to load: only where it is used.
    from vidstudio.llm.openai_chat import OpenAiChat

    at_poe = bool(poe) and not own and not settings.llm_base_url
    return OpenAiChat(
        settings,
        # A model on the own machine needs no key, but the header must say something.
        key=(poe if at_poe else own) or "none",
        address=POE_ADDRESS if at_poe else settings.llm_base_url or OPENAI_ADDRESS,
        model=settings.llm_model or (POE_MODEL if at_poe else OPENAI_MODEL),
    )
