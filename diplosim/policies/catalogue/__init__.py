"""The policies that come with diplosim, by family."""
