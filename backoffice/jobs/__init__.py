"""Work that waits for nobody. Jobs only wake it: what is to be done is always a row in our tables."""
