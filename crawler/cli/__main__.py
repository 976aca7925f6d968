"""`python -m crawler.cli` is `copydesk`."""

from crawler.cli.guard import main

if __name__ == "__main__":
    main()
