"""Compiled statements, kept from one engine to the next.

SQLAlchemy keeps them for each engine, and every stage opens one: a tenth of a journey went into
compiling what the journey before had compiled. A statement knows the vault of the engine that
compiled it, so only engines of the same database and under the same keys share theirs.
"""

from weakref import WeakKeyDictionary

from storage.columns import VAULT
from storage.vault import Vault

MOST = 5000
MARK = "the same keys leave the same traces"


class Statements(dict[object, object]):
    """What an engine takes as its cache; the first part of each key is the engine's dialect."""

    def __init__(self) -> None:
        super().__init__()
        self._marks: WeakKeyDictionary[Vault, str] = WeakKeyDictionary()

    def get(self, key: object, default: object = None) -> object:
        """Find a statement, whichever engine compiled it."""
        return super().get(self._shared(key), default)

    def __setitem__(self, key: object, statement: object) -> None:
        if len(self) >= MOST:
            self.clear()
        super().__setitem__(self._shared(key), statement)

    def _shared(self, key: object) -> object:
        assert isinstance(key, tuple)
        dialect, *rest = key
        vault = getattr(dialect, VAULT, None)
        if not isinstance(vault, Vault):
            return key
        mark = self._marks.get(vault)
        if mark is None:
            mark = self._marks[vault] = " ".join(vault.traces(MARK))
        return (dialect.name, mark, *rest)
