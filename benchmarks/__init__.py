"""What `make bench` runs; each prints its ratios, measured in one run, last."""
