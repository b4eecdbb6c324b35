"""What a scraper sees."""

from pathlib import Path

import httpx

from tests.journeys.stage import opened_stage

GOOD = "+447700900000"


async def test_figures_tell_what_is_open_and_name_nobody(tmp_path: Path) -> None:
    async with opened_stage(tmp_path) as stage:
        await stage.says(f"/verify {GOOD}")
        await stage.advance(10)
        transport = httpx.ASGITransport(stage.app.web())
        async with httpx.AsyncClient(transport=transport, base_url="http://desk") as scraper:
            answer = await scraper.get("/metrics")

        assert answer.headers["content-type"].startswith("text/plain")
        page = answer.text
        assert 'numdesk_sessions{kind="verification",state="awaiting_code"} 1.0' in page
        assert 'numdesk_provider_usable{provider="numcheck"} 1.0' in page
        assert 'numdesk_provider_requests{ending="ok",provider="numcheck"} ' in page
        assert "numdesk_outbox_waiting 0.0" in page
        assert GOOD[1:] not in page
        assert stage.session_id() not in page
