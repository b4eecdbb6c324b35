"""What a list looks like once it is recognised; its lines are read as often as they are needed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

MOST_ROWS = 200_000

Cells = tuple[str, ...]


class UnreadableSheetError(ValueError):
    """The list cannot be read; the text is a sentence for whoever sent it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list, recognised. `lines` gives every line that is not blank, from the first, each time."""

    lines: Callable[[], Iterator[Cells]]
    first: Cells
    sample: tuple[Cells, ...]  # some lines, the first among them
    has_header: bool
    number_column: int
    kind: str  # csv, tsv, xlsx, text
    delimiter: str | None = None
    encoding: str | None = None
    others: int = 0  # more sheets of the same workbook, which are not read

    @property
    def header(self) -> Cells | None:
        """Give the names of the columns, where the first line has them."""
        return self.first if self.has_header else None

    def read_as(self, column: int | None, *, has_header: bool | None) -> "Sheet":
        """Read it as somebody says rather than as we guess; None keeps the guess."""
        return replace(
            self,
            number_column=self.number_column if column is None else column,
            has_header=self.has_header if has_header is None else has_header,
        )

    def measure(self) -> int:
        """Count the lines, which is quick. Raises UnreadableSheetError where there are too many."""
        return sum(1 for _ in self.rows())

    def rows(self) -> Iterator[Cells]:
        """Read the lines without the header. Raises UnreadableSheetError on the way."""
        lines = self.lines()
        if self.has_header:
            next(lines, None)
        for count, row in enumerate(lines, start=1):
            if count > MOST_ROWS:
                raise UnreadableSheetError(
                    f"A list may have {MOST_ROWS:,} lines; this has more. Send it in parts."
                )
            yield row
