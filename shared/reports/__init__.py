"""What management looks at: cash in, open invoices by age; all of it reconciles to the ledger."""
