"""What the back office's pages share: their frame, and notices that a form brings along."""
