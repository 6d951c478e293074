"""NeoPain: an investigational bedside monitor of newborns' facial pain expression."""

__version__ = "0.1.0"
