"""Settings of providers, engine and money: one half of `Settings`."""

import ipaddress
from typing import Literal

from pydantic import AliasChoices, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings

_ADDRESS = r"^(https?://[^\s/?#@]+[^\s?#]*)?$"


class EngineSettings(BaseSettings):
    """The names SORA_… and CREDITS_SORA_… are those of the first platform; they mean kie.ai."""

    sora_api_key: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("SORA_API_KEY"),
        description="Key of kie.ai. With it the studio makes real videos.",
    )
    sora_api_url: str = Field(
        default="https://api.kie.ai/api/v1",
        pattern=_ADDRESS,
        validation_alias=AliasChoices("SORA_API_URL"),
        description="Address of kie.ai's API, with or without `/api/v1`.",
    )
    sora_upload_url: str = Field(
        default="https://kieai.redpandaai.co",
        pattern=_ADDRESS,
        validation_alias=AliasChoices("SORA_UPLOAD_URL"),
        description="Where kie.ai takes files.",
    )
    sora_callback_url: str = Field(
        default="",
        pattern=_ADDRESS,
        validation_alias=AliasChoices("SORA_CALLBACK_URL"),
        description="Address of this studio's `/api/videos/sora/callback` as kie.ai reaches it.",
    )
    sora_webhook_key: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("SORA_WEBHOOK_HMAC_KEY"),
        description="kie.ai's webhook HMAC key. With it unsigned callbacks are refused.",
    )
    sora_callback_ips: str = Field(
        default="",
        validation_alias=AliasChoices("SORA_CALLBACK_IPS"),
        description="Addresses or networks, comma separated, that callbacks may come from.",
    )
    sora_2_served: bool = Field(
        default=False,
        validation_alias=AliasChoices("SORA_2_SERVED"),
        description="The host at SORA_API_URL still serves Sora 2 itself, not its successor.",
    )
    credits_text_standard: int | None = Field(
        default=None,
        ge=1,
        validation_alias=AliasChoices("CREDITS_SORA_TEXT_TO_VIDEO_STANDARD"),
        description="Price of a Sora 2 video from text in standard quality; empty: 20.",
    )
    credits_text_hd: int | None = Field(
        default=None,
        ge=1,
        validation_alias=AliasChoices("CREDITS_SORA_TEXT_TO_VIDEO_HD"),
        description="The same in hd; empty: 30.",
    )
    credits_image_standard: int | None = Field(
        default=None,
        ge=1,
        validation_alias=AliasChoices("CREDITS_SORA_IMAGE_TO_VIDEO_STANDARD"),
        description="Price of a Sora 2 video from a picture in standard quality; empty: 25.",
    )
    credits_image_hd: int | None = Field(
        default=None,
        ge=1,
        validation_alias=AliasChoices("CREDITS_SORA_IMAGE_TO_VIDEO_HD"),
        description="The same in hd; empty: 35.",
    )
    low_balance_credits: int = Field(
        default=100, ge=0, description="Below this the credit pill says that credits run low."
    )
    public_url: str = Field(
        default="",
        pattern=_ADDRESS,
        description="Address under which others reach this studio; for links and callbacks.",
    )
    redis_url: str = Field(
        default="", description="Redis for several web processes: states, hints, rate limits."
    )
    metrics_port: int | None = Field(
        default=None, ge=1, le=65535, description="Serve Prometheus metrics on this port."
    )
    metrics_host: str = Field(default="127.0.0.1", description="Address the metrics listen on.")
    log_format: Literal["text", "json"] = Field(
        default="text", description="`json`: one object per line, for a machine that reads logs."
    )
    provider_concurrent: int = Field(
        default=50, ge=1, le=100_000, description="Takes one provider works on at the same time."
    )
    provider_day_credits: int | None = Field(
        default=None, ge=0, description="Most credits sent to one provider on a day (UTC)."
    )
    day_credits: int | None = Field(
        default=None, ge=0, description="Most credits sent to all providers on a day (UTC)."
    )
    lease_seconds: float = Field(
        default=60, ge=1, le=600, description="How long a worker that fell silent keeps its takes."
    )
    unknown_seconds: float = Field(
        default=600,
        ge=1,
        le=86_400,
        description="Least time to look for a lost submission.",
    )
    poll_cap_seconds: float = Field(
        default=30, gt=0, le=600, description="Longest pause between two looks at a take."
    )

    @field_validator("sora_callback_ips")
    @classmethod
    def _networks(cls, value: str) -> str:
        """A mistyped network would let nobody in: it is refused at the start."""
        for item in filter(None, map(str.strip, value.split(","))):
            ipaddress.ip_network(item, strict=False)
        return value
