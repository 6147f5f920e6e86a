"""The policies that come with diplosim, one file each."""
