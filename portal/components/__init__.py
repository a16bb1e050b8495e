"""Parts that several of the portal's pages are put together from."""
