"""The documentation: pages for people, and in `site` what makes a web site of them."""
