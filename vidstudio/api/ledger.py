"""Money as CSV: the statement of the own workspace, and for admins the ledger of all."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from vidstudio.api.callers import Member, OpenStudio
from vidstudio.services import ledger_csv
from vidstudio.services.ledger_query import LedgerQuery
from vidstudio.services.statement import StatementQuery

router = APIRouter(tags=["Credits"])
_CSV: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {}}}}


@router.get(
    "/api/credits/statement.csv",
    summary="A month of the own workspace's credits, one line a take",
    response_class=StreamingResponse,
    responses=_CSV,
)
async def statement(
    studio: OpenStudio, who: Member, asked: Annotated[StatementQuery, Query()]
) -> StreamingResponse:
    pieces = await ledger_csv.statement_csv(studio, who, asked)
    return _download(pieces, f"credits-{asked.month}.csv")


@router.get(
    "/api/admin/ledger.csv",
    summary="The ledger of all workspaces, one line a row (admins)",
    response_class=StreamingResponse,
    responses=_CSV,
)
async def ledger(
    studio: OpenStudio, who: Member, asked: Annotated[LedgerQuery, Query()]
) -> StreamingResponse:
    pieces = await ledger_csv.ledger_csv(studio, who, asked)
    return _download(pieces, f"ledger{f'-{asked.month}' if asked.month else ''}.csv")


def _download(pieces: AsyncIterator[str], name: str) -> StreamingResponse:
    return StreamingResponse(
        pieces,
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
