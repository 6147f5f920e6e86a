"""Reading a results folder."""
