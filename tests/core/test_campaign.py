"""The words of a campaign."""

from __future__ import annotations

from proxy.core.campaign import Campaign


def test_a_campaign_counts_its_members() -> None:
    """How many callers belong to a campaign is how many members it names."""
    campaign = Campaign("c_000000000001", 0.0, 60.0, ("k_1", "k_2", "k_3"), 2, 30.0, 0.7, (), ())
    assert campaign.callers == 3


def test_a_sample_is_not_all() -> None:
    """Where members are a sample of the callers, there are as many callers as that is a sample of."""
    campaign = Campaign("c_1", 0.0, 60.0, ("k_1", "k_2"), 2, 30.0, 0.7, (), (), size=900)
    assert campaign.callers == 900
