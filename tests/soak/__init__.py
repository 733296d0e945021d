"""Long fault runs against the real thing: `make soak`. Pytest does not collect them."""
