"""`copydesk completion`: the Tab key, for three shells."""

import click


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> int:
    """Print a shell's completion script.

    With it, the Tab key completes copydesk's commands, options and files.

    \b
    Examples:
      eval "$(copydesk completion bash)"       # in ~/.bashrc
      eval "$(copydesk completion zsh)"        # in ~/.zshrc
      copydesk completion fish > ~/.config/fish/completions/copydesk.fish
    """
    from click.shell_completion import shell_complete

    from crawler.cli.app import app
    from crawler.cli.guard import COMPLETE

    return shell_complete(app, {}, "copydesk", COMPLETE, f"{shell}_source")
