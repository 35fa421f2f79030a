"""`python -m fokus_api.cli`: the command line where no script is installed."""

from fokus_api.cli import main

main(prog_name="fokus")
