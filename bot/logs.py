"""Logs: one line of words and values for each event, to stderr; JSON where it is not a terminal."""

import logging
import sys

import structlog


def start_logging() -> None:
    """Set up structlog, and quieten libraries that would write addresses with tokens in them."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(name)s: %(message)s")
    for talkative in ("httpx", "httpcore", "telegram", "apscheduler"):
        logging.getLogger(talkative).setLevel(logging.ERROR)
    is_terminal = sys.stderr.isatty()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *([] if is_terminal else [structlog.processors.format_exc_info]),
            structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
            if is_terminal
            else structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
