"""Settings: the only reader of the environment. Every field has a default that works alone."""

from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, Field, SecretStr, field_validator
from pydantic_settings import SettingsConfigDict

from vidstudio.base.settings_engine import EngineSettings

Demo = Literal["auto", "true", "false"]


class Settings(EngineSettings):
    """Read from the environment and `.env`; names carry the prefix `VIDSTUDIO_` but HOST, PORT."""

    model_config = SettingsConfigDict(
        env_prefix="VIDSTUDIO_",
        env_file=".env",
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )

    host: str = Field(
        default="127.0.0.1",
        validation_alias=AliasChoices("HOST"),
        description="Address to listen on. 127.0.0.1 is this machine only.",
    )
    port: int = Field(
        default=3000,
        ge=1,
        le=65535,
        validation_alias=AliasChoices("PORT"),
        description="Port to listen on.",
    )
    data_dir: Path = Field(
        default=Path("data"), description="Where the database, the videos and the secret key live."
    )
    database_url: str = Field(
        default="", description="PostgreSQL address; empty means SQLite in the data directory."
    )
    studio_name: str = Field(
        default="vidstudio",
        min_length=1,
        max_length=40,
        description="The name on the sign-in page.",
    )
    secret_key: SecretStr | None = Field(
        default=None,
        description="Signs links and tokens. Empty: made once, kept in the data directory.",
    )
    demo: Demo = Field(
        default="auto",
        description="Demo rendering: `auto` while no provider is set up; `true` lets guests in.",
    )
    owner_email: str = Field(default="", description="Creates the owner account without a browser.")
    owner_password: SecretStr | None = Field(
        default=None, description="Password of that owner account, 12 characters or more."
    )
    welcome_credits: int = Field(
        default=500, ge=0, le=1_000_000, description="Credits granted to a new workspace."
    )
    welcome_days: int = Field(
        default=30, ge=1, le=3650, description="Days until the welcome credits expire."
    )
    credit_usd: float = Field(
        default=0.01, gt=0, le=100, description="What one credit is worth in dollars."
    )
    creates_per_minute: int = Field(
        default=10, ge=1, le=100_000, description="Takes one user may start in a minute."
    )
    running_takes: int = Field(
        default=10, ge=1, le=1_000_000, description="Takes a workspace may have in the works."
    )
    llm_api_key: SecretStr | None = Field(
        default=None, description="Key of the assistant's language model."
    )
    llm_base_url: str = Field(
        default="",
        pattern=r"^(https?://[^\s/?#@]+[^\s?#]*)?$",
        description="Its OpenAI-compatible address. Empty: OpenAI's; Poe's for a Poe key.",
    )
    llm_model: str = Field(
        default="", max_length=120, description="Its model. Empty: a usual one of that address."
    )
    poe_api_key: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("POE_API_KEY"),
        description="A key of Poe for the assistant; used while no other one is set.",
    )
    llm_input_usd: float | None = Field(
        default=None, ge=0, description="Dollars per million tokens read, for the usage rows."
    )
    llm_output_usd: float | None = Field(
        default=None, ge=0, description="Dollars per million tokens written."
    )
    llm_connect_seconds: float = Field(
        default=5, gt=0, le=60, description="The assistant must be reached within."
    )
    llm_silence_seconds: float = Field(
        default=30, gt=0, le=600, description="The assistant's longest silence, first word too."
    )
    llm_answer_seconds: float = Field(
        default=120, gt=0, le=3600, description="One answer of the model may take at most."
    )
    guide_word_seconds: float = Field(
        default=0.025, ge=0, le=1, description="Without a model: the guide's pause after a word."
    )
    engine: bool = Field(
        default=True,
        description="Run the task engine inside the web process; off with separate workers.",
    )
    engine_slots: int = Field(
        default=16, ge=1, le=500, description="Tasks one engine process works on at the same time."
    )
    egress_allow: str = Field(
        default="",
        description="Private `host:port` pairs, comma separated, that may be fetched from.",
    )
    disk_reserve_bytes: int = Field(
        default=2_000_000_000, ge=0, description="No new takes below this much free disk."
    )
    trusted_proxy_hops: int = Field(
        default=0, ge=0, le=5, description="Reverse proxies in front, for the caller's address."
    )
    log_file: str = Field(
        default="", description="Write the log to this file instead of standard output."
    )
    failpoints: str = Field(
        default="", description="Fault injection for tests: `name:kill`, `name:raise`."
    )

    @field_validator("data_dir")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().resolve()

    @property
    def database(self) -> str:
        """SQLAlchemy address of the database in use."""
        if not self.database_url:
            return f"sqlite:///{self.data_dir / 'vidstudio.db'}"
        scheme, _, rest = self.database_url.partition("://")
        return (
            f"postgresql+psycopg://{rest}" if scheme.startswith("postgres") else self.database_url
        )

    @property
    def loopback_only(self) -> bool:
        return self.host in {"127.0.0.1", "localhost", "::1"}
