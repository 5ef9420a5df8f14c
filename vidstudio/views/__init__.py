"""Frozen pictures of rows: what services return and every door shows."""

from vidstudio.views.base import View
from vidstudio.views.campaigns import (
    BriefView,
    CampaignLine,
    CampaignView,
    ChangeView,
    DraftView,
    FrameView,
    MessageView,
    MissingView,
    PageView,
    ScreenView,
    ShotView,
)
from vidstudio.views.creatives import CreativeView, DecisionView, PublicationView, VersionView
from vidstudio.views.credits import BalanceView, LotView
from vidstudio.views.finals import FinalOffer
from vidstudio.views.library import (
    CountsView,
    DoneView,
    GroupView,
    LibraryPageView,
    PickedPageView,
    PickedView,
    TileView,
    UploadPageView,
    UploadView,
)
from vidstudio.views.models import ModelView
from vidstudio.views.people import AccountView, SetupView
from vidstudio.views.prices import PriceRuleView
from vidstudio.views.providers import ProviderView
from vidstudio.views.queue import (
    QueueCounts,
    QueuedView,
    QueuePageView,
    StepView,
    TimelineView,
)
from vidstudio.views.takes import FailureView, PictureView, TaskView

__all__ = [
    "AccountView",
    "BalanceView",
    "BriefView",
    "CampaignLine",
    "CampaignView",
    "ChangeView",
    "CountsView",
    "CreativeView",
    "DecisionView",
    "DoneView",
    "DraftView",
    "FailureView",
    "FinalOffer",
    "FrameView",
    "GroupView",
    "LibraryPageView",
    "LotView",
    "MessageView",
    "MissingView",
    "ModelView",
    "PageView",
    "PickedPageView",
    "PickedView",
    "PictureView",
    "PriceRuleView",
    "ProviderView",
    "PublicationView",
    "QueueCounts",
    "QueuePageView",
    "QueuedView",
    "ScreenView",
    "SetupView",
    "ShotView",
    "StepView",
    "TaskView",
    "TileView",
    "TimelineView",
    "UploadPageView",
    "UploadView",
    "VersionView",
    "View",
]
