"""The documentation site: pages, executed tutorials, a reference read from declarations, a gallery."""
