"""The business: one set of models, one ledger, and the rules that both faces stand on."""
