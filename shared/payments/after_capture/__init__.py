"""Card money after capture: refunds, chargebacks, fees and payouts, each posted once under its own name."""
