"""The world: network, clock, disk. discover → fetch → (cleaners) → dedupe → store → export."""
