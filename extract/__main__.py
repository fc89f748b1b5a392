"""``python -m extract``: what ``zhengce`` does."""

from extract.cli import cli

if __name__ == "__main__":
    cli(prog_name="zhengce")
