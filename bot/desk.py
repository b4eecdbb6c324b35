"""The desk: everything a flow needs, handed to it as its first argument."""

from dataclasses import dataclass

from bot.clock import Clock
from bot.errands import Errands
from bot.health import Health
from bot.hooks import Hooks
from bot.ids import Ids
from bot.prices import Prices
from bot.settings import Settings
from providers.catalog import Catalog
from storage.database import Storage


@dataclass(frozen=True, slots=True)
class Desk:
    """What the flows work with. Frozen: whatever changes is a row."""

    settings: Settings
    catalog: Catalog
    storage: Storage
    clock: Clock
    ids: Ids
    errands: Errands
    health: Health
    hooks: Hooks
    prices: Prices
