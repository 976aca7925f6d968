"""Numbers that a person types."""

import click


class Whole(click.IntRange):
    """A whole number within bounds. What is none is called so, and no "integer range"."""

    name = "whole number"
