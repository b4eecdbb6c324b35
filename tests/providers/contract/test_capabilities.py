"""What providers can do: rules for the list itself."""

from abc import ABCMeta

import pytest

from providers.contract import capabilities

PROTOCOLS = [
    protocol
    for protocol in vars(capabilities).values()
    if getattr(protocol, "_is_protocol", False) and protocol.__module__ == capabilities.__name__
]


def test_there_are_those_of_the_design() -> None:
    assert {protocol.__name__ for protocol in PROTOCOLS} == {
        "BalanceReader",
        "BatchInspector",
        "BatchSubmitter",
        "CallTracker",
        "CallbackReader",
        "FlashCaller",
        "FraudChecker",
        "IncomingCallVerifier",
        "NumberChecker",  # ours: NXCloud answers for one number at once
        "NumberLessor",
        "NumberLookup",
        "PasswordCaller",
        "PinSpeaker",
        "SmsSender",
        "SuccessListener",
        "TextSpeaker",
    }


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_each_is_small_and_cannot_be_left_undone(protocol: ABCMeta) -> None:
    methods = {name for name, value in vars(protocol).items() if callable(value)}

    assert 1 <= len(protocol.__abstractmethods__) <= 2
    assert {name for name in methods if name[0] != "_"} == protocol.__abstractmethods__


def test_no_two_share_a_method() -> None:
    """`isinstance` looks at methods: a shared one would make one capability out of two."""
    names = [name for protocol in PROTOCOLS for name in protocol.__abstractmethods__]

    assert len(names) == len(set(names))
