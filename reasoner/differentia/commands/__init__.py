"""The commands of the command line, a module for each group; `differentia.cli` loads the one that is called."""
