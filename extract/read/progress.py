"""Which page a reader is at, told to whoever wants to know: recognising the text of a scan takes seconds a page."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Listener = Callable[[int, int], None]  # is told the page, from 1, and how many pages there are

_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


def page_read(page: int, pages: int) -> None:
    """Tells the listener, if there is one, that the text of a scanned page has been recognised."""
    listener = _listener.get()
    if listener is not None:
        listener(page, pages)


@contextmanager
def reported_to(listener: Listener) -> Iterator[None]:
    """Within the block, the listener is told of each page.

    >>> with reported_to(lambda page, pages: print(f"page {page} of {pages}")):
    ...     page_read(3, 12)
    page 3 of 12
    """
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)
