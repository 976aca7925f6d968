"""Records on their way into other systems: each sink is told every change, in order, until it has acknowledged it."""

from crawler.deliver.contract import Delivery, Kind, Refusal, Sink, Unavailable

__all__ = ["Delivery", "Kind", "Refusal", "Sink", "Unavailable"]
