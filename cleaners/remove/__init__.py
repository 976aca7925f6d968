"""The catalogue, read top to bottom: one file, one kind of noise. Where two want the same block, the upper names why."""

from cleaners.cleaner import Cleaner, Keeper

CLEANERS: tuple[Cleaner, ...] = ()
"""Each proposes over the document as extracted."""

AFTER: tuple[Cleaner, ...] = ()
"""These depend on what the first removed (`document.gone`)."""

KEEPERS: tuple[Keeper, ...] = ()
"""What a user's [[keep]] rules hold back."""
