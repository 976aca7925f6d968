"""`copydesk schema`: what a record is, for programs."""

import click


@click.command()
def schema() -> int:
    """Print the JSON Schema of a record.

    \b
    Example:
      copydesk schema > record.schema.json
    """
    from cleaners.schema import schema_text

    click.echo(schema_text(), nl=False)
    return 0
