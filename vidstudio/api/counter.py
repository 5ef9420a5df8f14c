"""The counter every create of the REST door passes: pictures are fetched, one take is queued."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Request, Response

from vidstudio.api.callers import Member, OpenStudio
from vidstudio.base.errors import InvalidRequest, NotFound
from vidstudio.rules import requests
from vidstudio.rules.requests import TaskRequest
from vidstudio.services import tasks, uploads, webhooks
from vidstudio.services.choosing import checked_key, choose, suited
from vidstudio.studio import Studio, Who
from vidstudio.views import TaskView

_LONGEST_ID = 64
_PICTURE_FIELDS = {"references", "first_frame", "last_frame"}


@dataclass(frozen=True)
class Counter:
    """Where a request comes in and its answer goes out. `key` is its Idempotency-Key."""

    studio: Studio
    who: Who
    http: Request
    answer: Response
    key: str | None

    async def make(self, request: TaskRequest, pictures_in: str | None = None) -> TaskView:
        """Queue one take; the same key with the same request answers the same task.

        `request` names its pictures as the caller did, by asset id or web address. Errors
        about them name the field `pictures_in`, or without it the field they are in.
        """
        key, asked_at = checked_key(self.key), self.studio.clock.now()
        try:
            self._feasible(request)
            whole = await self._with_pictures(request, key)
        except InvalidRequest as error:
            if pictures_in and error.field in {*_PICTURE_FIELDS, "reference_images"}:
                raise type(error)(str(error), pictures_in, code=error.code) from error
            raise
        created = (await tasks.create(self.studio, self.who, whole, key))[0]
        if created.created_at < asked_at:
            self.answer.headers["Idempotent-Replayed"] = "true"
        return created

    def _feasible(self, request: TaskRequest) -> None:
        """Refuse what cannot be made before anything is fetched for it."""
        choice = choose(self.studio, request.model)
        requests.settle(suited(request, choice), choice.card, seed=0)
        webhooks.check(self.studio, self.who, request.webhook_url)

    async def _with_pictures(self, request: TaskRequest, key: str | None) -> TaskRequest:
        async def found(field: str, ref: str | None) -> str | None:
            return await self._asset_id(ref, (field, key)) if ref else None

        pictures = [await found("reference_images", ref) for ref in request.references]
        return TaskRequest(
            **request.model_dump(exclude=_PICTURE_FIELDS),
            references=tuple(picture for picture in pictures if picture),
            first_frame=await found("first_frame", request.first_frame),
            last_frame=await found("last_frame", request.last_frame),
        )

    async def _asset_id(self, ref: str, origin: tuple[str, str | None]) -> str:
        """An address is fetched and kept; anything else is an id already."""
        field, key = origin
        if not ref.lower().startswith(("http://", "https://")):
            if len(ref) > _LONGEST_ID:
                raise NotFound("A reference picture is gone, or it is not yours.")
            return ref
        uploads.admit(self.studio, self.who)
        try:
            return (await uploads.fetch(self.studio, self.who, ref, key)).id
        except InvalidRequest as error:
            raise InvalidRequest(str(error), field, code=error.code) from error


async def _counter(
    studio: OpenStudio,
    who: Member,
    http: Request,
    answer: Response,
    idempotency_key: Annotated[str | None, Header()] = None,
) -> Counter:
    return Counter(studio, who, http, answer, idempotency_key)


At = Annotated[Counter, Depends(_counter)]
