"""What is kept of an answer about a number, as a card, a file and the cache show it."""

from typing import Any

from providers.contract.reports import CheckedNumber, FraudReport, HlrReport


def facts_of_network(report: HlrReport | CheckedNumber) -> dict[str, Any]:
    """Keep what a card and a batch show of what a network said."""
    return {
        "verdict": report.verdict,
        "mcc": report.mcc,
        "mnc": report.mnc,
        "operator": report.operator,
        "region": report.region,
        "is_ported": report.is_ported,
        "is_roaming": report.is_roaming,
    }


def facts_of_fraud(report: FraudReport) -> dict[str, Any]:
    """Keep what a card and a batch show of a fraud report."""
    return {"risk": report.risk, "is_mobile_prefix": report.is_mobile_prefix}
