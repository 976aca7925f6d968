"""Their spiders."""
