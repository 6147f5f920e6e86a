"""The live page: the portable kernel with all that it needs to answer in a browser, in one file without a server."""
