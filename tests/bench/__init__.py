"""`make bench`: how fast and how light the site is, beside others, on this machine."""
