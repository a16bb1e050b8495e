"""A program of its own that speaks the part of Stripe's HTTP API the product uses: for the demo and the tests."""
