"""What must always be true of the books, each as a sentence and the query that finds what breaks it."""

from shared.ledger.chart import CONTROL, HOLDING, Account

_ARRIVES = (Account.BANK, Account.CARD_CLEARING)


def _listed(accounts: tuple[Account, ...]) -> str:
    return ", ".join(f"'{each.value}'" for each in accounts)


# Each query returns (record, what was found) for every row that breaks the sentence beside it.
INVARIANTS: dict[str, str] = {
    "every entry balances in base currency and has at least two lines": """
        SELECT 'entry:' || e.id, coalesce(sum(l.base_minor), 0) || ' over ' || count(l.id) || ' lines'
        FROM ledger_entry e LEFT JOIN ledger_line l ON l.entry_id = e.id
        GROUP BY e.id HAVING coalesce(sum(l.base_minor), 0) <> 0 OR count(l.id) < 2""",
    "an entry in one currency balances in that currency": """
        SELECT 'entry:' || entry_id, sum(amount_minor) || ' ' || min(currency) FROM ledger_line
        GROUP BY entry_id HAVING count(DISTINCT currency) = 1 AND sum(amount_minor) <> 0""",
    "every entry is posted": "SELECT 'entry:' || id, reference FROM ledger_entry WHERE NOT posted",
    "an invoice's outstanding is the sum of its control lines": f"""
        SELECT 'invoice:' || i.id, i.outstanding_minor || ' kept, ' || coalesce(sum(l.amount_minor), 0) || ' in the lines'
        FROM invoice i LEFT JOIN ledger_line l ON l.invoice_id = i.id AND l.account IN ({_listed(CONTROL)})
        GROUP BY i.id, i.outstanding_minor HAVING i.outstanding_minor <> coalesce(sum(l.amount_minor), 0)""",
    "a receipt's unapplied is what we hold of it in the lines": f"""
        SELECT 'receipt:' || r.id, r.unapplied_minor || ' kept, ' || coalesce(-sum(l.amount_minor), 0) || ' in the lines'
        FROM receipt r LEFT JOIN ledger_line l ON l.receipt_id = r.id AND l.account IN ({_listed(HOLDING)})
        GROUP BY r.id, r.unapplied_minor HAVING r.unapplied_minor <> coalesce(-sum(l.amount_minor), 0)""",
    "an invoice's control lines are in its currency, and worth what it is carried at": f"""
        SELECT 'invoice:' || i.id, i.outstanding_base_minor || ' carried, ' || coalesce(sum(l.base_minor), 0) || ' in the lines'
        FROM invoice i LEFT JOIN ledger_line l ON l.invoice_id = i.id AND l.account IN ({_listed(CONTROL)})
        GROUP BY i.id, i.outstanding_base_minor
        HAVING i.outstanding_base_minor <> coalesce(sum(l.base_minor), 0)
          OR sum(CASE WHEN l.currency <> i.currency THEN 1 ELSE 0 END) > 0""",
    "a receipt's held lines are in its currency, and worth what it is carried at": f"""
        SELECT 'receipt:' || r.id, r.unapplied_base_minor || ' carried, ' || coalesce(-sum(l.base_minor), 0) || ' in the lines'
        FROM receipt r LEFT JOIN ledger_line l ON l.receipt_id = r.id AND l.account IN ({_listed(HOLDING)})
        GROUP BY r.id, r.unapplied_base_minor
        HAVING r.unapplied_base_minor <> coalesce(-sum(l.base_minor), 0)
          OR sum(CASE WHEN l.currency <> r.currency THEN 1 ELSE 0 END) > 0""",
    "what is settled or used up is worth nothing in base either": """
        SELECT 'invoice:' || id, outstanding_base_minor || ' left in base' FROM invoice
        WHERE outstanding_minor = 0 AND outstanding_base_minor <> 0
        UNION ALL
        SELECT 'receipt:' || id, unapplied_base_minor || ' left in base' FROM receipt
        WHERE unapplied_minor = 0 AND unapplied_base_minor <> 0""",
    "a line in the base currency is worth its amount": """
        SELECT 'line:' || id, amount_minor || ' and ' || base_minor || ' in base' FROM ledger_line
        WHERE currency = :base AND amount_minor <> base_minor""",
    "control accounts equal the sum of what is outstanding": f"""
        SELECT 'control ' || currency, sum(kept) || ' outstanding, ' || sum(booked) || ' in the control accounts' FROM (
          SELECT currency, outstanding_minor AS kept, 0 AS booked FROM invoice
          UNION ALL
          SELECT currency, 0, amount_minor FROM ledger_line WHERE account IN ({_listed(CONTROL)})
        ) AS totals GROUP BY currency HAVING sum(kept) <> sum(booked)""",
    "2100 and 2110 equal the sum of what is unapplied": f"""
        SELECT 'unapplied ' || currency, sum(kept) || ' unapplied, ' || sum(booked) || ' in 2100 and 2110' FROM (
          SELECT currency, unapplied_minor AS kept, 0 AS booked FROM receipt
          UNION ALL
          SELECT currency, 0, -amount_minor FROM ledger_line WHERE account IN ({_listed(HOLDING)})
        ) AS totals GROUP BY currency HAVING sum(kept) <> sum(booked)""",
    "total = settled before + allocated + differences + waived + outstanding": """
        SELECT 'invoice:' || i.id, i.total_minor || ' total, ' || i.settled_before_minor || ' before, '
               || coalesce(sum(a.amount_minor), 0) || ' allocated, ' || coalesce(sum(a.difference_minor), 0)
               || ' differences, ' || coalesce(f.waived_minor, 0) || ' waived, ' || i.outstanding_minor || ' outstanding'
        FROM invoice i LEFT JOIN allocation a ON a.invoice_id = i.id LEFT JOIN fee f ON f.invoice_id = i.id
        GROUP BY i.id, i.total_minor, i.settled_before_minor, i.outstanding_minor, f.waived_minor
        HAVING i.total_minor <> i.settled_before_minor + i.outstanding_minor + coalesce(f.waived_minor, 0)
          + coalesce(sum(a.amount_minor), 0) + coalesce(sum(a.difference_minor), 0)""",
    "1230 and 1240 equal what is open of fees, beside what of them is disputed": f"""
        SELECT 'fees ' || currency || ' ' || account, sum(kept) || ' open, ' || sum(booked) || ' booked' FROM (
          SELECT currency, CASE fee_kind WHEN 'set_up_fee' THEN '{Account.FEES_RECEIVABLE.value}'
            ELSE '{Account.INTEREST_RECEIVABLE.value}' END AS account, outstanding_minor AS kept, 0 AS booked
          FROM invoice WHERE fee_kind IS NOT NULL
          UNION ALL
          SELECT l.currency, CASE i.fee_kind WHEN 'set_up_fee' THEN '{Account.FEES_RECEIVABLE.value}'
            ELSE '{Account.INTEREST_RECEIVABLE.value}' END, -l.amount_minor, 0
          FROM ledger_line l JOIN invoice i ON i.id = l.invoice_id AND i.fee_kind IS NOT NULL
          WHERE l.account = '{Account.RECEIVABLES_DISPUTED.value}'
          UNION ALL
          SELECT currency, account, 0, amount_minor FROM ledger_line
          WHERE account IN ('{Account.FEES_RECEIVABLE.value}', '{Account.INTEREST_RECEIVABLE.value}')
        ) AS totals GROUP BY currency, account HAVING sum(kept) <> sum(booked)""",
    "whatever was earned by fees was claimed on a ground that is kept": f"""
        SELECT 'entry:' || l.entry_id, l.account || ' without a fee' FROM ledger_line l
        LEFT JOIN fee f ON f.invoice_id = l.invoice_id AND f.basis <> ''
        WHERE l.account IN ('{Account.REMINDER_FEE_INCOME.value}', '{Account.LATE_INTEREST_INCOME.value}')
          AND f.id IS NULL""",
    "a fee is claimed as an item of its kind": """
        SELECT 'invoice:' || i.id, coalesce(i.fee_kind, 'no') || ' fee' FROM invoice i
        LEFT JOIN fee f ON f.invoice_id = i.id WHERE (i.fee_kind IS NULL) <> (f.id IS NULL)""",
    "a receipt came in by its amount": f"""
        SELECT 'receipt:' || r.id, r.amount_minor || ' recorded, ' || coalesce(-sum(l.amount_minor), 0) || ' in the lines'
        FROM receipt r LEFT JOIN ledger_entry e ON e.reference = 'receipt:' || r.id
        LEFT JOIN ledger_line l ON l.entry_id = e.id AND l.account IN ({_listed(HOLDING)})
        GROUP BY r.id, r.amount_minor HAVING r.amount_minor <> coalesce(-sum(l.amount_minor), 0)""",
    "allocations never exceed their receipt": """
        SELECT 'receipt:' || r.id, coalesce(sum(a.receipt_minor), 0) || ' of ' || r.amount_minor
        FROM receipt r JOIN allocation a ON a.receipt_id = r.id
        GROUP BY r.id, r.amount_minor HAVING sum(a.receipt_minor) > r.amount_minor OR sum(a.receipt_minor) < 0""",
    "every allocation is in the books, by its amounts on both sides": f"""
        SELECT 'allocation:' || a.id, a.amount_minor || ' and ' || a.difference_minor || ' allocated, '
               || sum(CASE WHEN l.account IN ({_listed(CONTROL)}) THEN -l.amount_minor ELSE 0 END) || ' posted; '
               || a.receipt_minor || ' taken, '
               || sum(CASE WHEN l.account IN ({_listed(HOLDING)}) THEN l.amount_minor ELSE 0 END) || ' posted'
        FROM allocation a
        LEFT JOIN ledger_entry e ON e.reference = CASE WHEN a.reverses_id IS NULL THEN 'allocation:' || a.id
          ELSE 'reversal:' || (SELECT o.id FROM ledger_entry o WHERE o.reference = 'allocation:' || a.reverses_id) END
        LEFT JOIN ledger_line l ON l.entry_id = e.id
        GROUP BY a.id, a.amount_minor, a.difference_minor, a.receipt_minor
        HAVING sum(CASE WHEN l.account IN ({_listed(CONTROL)}) THEN -l.amount_minor ELSE 0 END)
               <> a.amount_minor + a.difference_minor
          OR sum(CASE WHEN l.account IN ({_listed(HOLDING)}) THEN l.amount_minor ELSE 0 END) <> a.receipt_minor""",
    "an allocation within one currency takes what it pays, and a difference has a kind": """
        SELECT 'allocation:' || a.id, a.receipt_minor || ' ' || r.currency || ' for ' || a.amount_minor || ' ' || i.currency
        FROM allocation a JOIN receipt r ON r.id = a.receipt_id JOIN invoice i ON i.id = a.invoice_id
        WHERE (r.currency = i.currency AND a.receipt_minor <> a.amount_minor)
          OR (a.receipt_minor > 0) <> (a.amount_minor > 0)
          OR (a.difference_minor <> 0) <> (a.difference_kind IS NOT NULL)""",
    "a reversal is the exact mirror of one entry": """
        SELECT 'entry:' || r.id, 'does not mirror entry ' || r.reverses_id
        FROM ledger_entry r WHERE r.reverses_id IS NOT NULL AND EXISTS (
          SELECT account, invoice_id, receipt_id FROM ledger_line WHERE entry_id IN (r.id, r.reverses_id)
          GROUP BY account, invoice_id, receipt_id HAVING sum(amount_minor) <> 0 OR sum(base_minor) <> 0)""",
    "money of nobody is held in 2110, a debtor's in 2100": f"""
        SELECT 'receipt:' || r.id, sum(l.amount_minor) || ' in ' || l.account
        FROM receipt r JOIN ledger_line l ON l.receipt_id = r.id AND l.account IN ({_listed(HOLDING)})
        WHERE l.account = CASE WHEN r.debtor_id IS NULL THEN '{Account.UNAPPLIED.value}' ELSE '{Account.UNIDENTIFIED.value}' END
        GROUP BY r.id, l.account HAVING sum(l.amount_minor) <> 0""",
    "2150 equals the refunds approved and not sent": f"""
        SELECT 'refunds ' || currency, sum(kept) || ' approved, ' || sum(booked) || ' in 2150' FROM (
          SELECT currency, amount_minor AS kept, 0 AS booked FROM refund WHERE state = 'approved'
          UNION ALL
          SELECT currency, 0, -amount_minor FROM ledger_line WHERE account = '{Account.REFUNDS_PAYABLE.value}'
        ) AS totals GROUP BY currency HAVING sum(kept) <> sum(booked)""",
    "a refund is booked as far as its state says": """
        SELECT 'refund:' || r.id, r.state || CASE WHEN a.id IS NULL THEN ', not booked' ELSE ', booked' END
        FROM refund r LEFT JOIN ledger_entry a ON a.reference = 'refund:' || r.id
          AND NOT EXISTS (SELECT 1 FROM ledger_entry m WHERE m.reverses_id = a.id)
        LEFT JOIN ledger_entry s ON s.reference =
          CASE r.rail WHEN 'card' THEN 're:' || r.provider_id || '\\:succeeded' ELSE 'refund-sent:' || r.id END
        LEFT JOIN ledger_entry f ON f.reference = 're:' || r.provider_id || '\\:failed'
        WHERE (r.state IN ('approved', 'sent') OR s.id IS NOT NULL) <> (a.id IS NOT NULL)
          OR (r.state = 'sent') <> (s.id IS NOT NULL AND f.id IS NULL)
          OR (f.id IS NOT NULL AND (s.id IS NULL OR r.state <> 'failed'))""",
    "of a card payment never more goes back than was captured": """
        SELECT 'receipt:' || r.id, sum(gone.minor) || ' refunded or charged back of ' || r.amount_minor
        FROM receipt r JOIN (
          SELECT receipt_id, amount_minor AS minor FROM refund WHERE rail = 'card' AND state = 'sent'
          UNION ALL
          SELECT receipt_id, amount_minor FROM receipt_return WHERE given_back_on IS NULL
        ) AS gone ON gone.receipt_id = r.id
        WHERE r.rail = 'card' GROUP BY r.id, r.amount_minor HAVING sum(gone.minor) > r.amount_minor""",
    "what of an invoice is disputed is never more than what is outstanding": f"""
        SELECT 'invoice:' || i.id, sum(l.amount_minor) || ' in 1210 of ' || i.outstanding_minor || ' outstanding'
        FROM invoice i JOIN ledger_line l ON l.invoice_id = i.id
          AND l.account = '{Account.RECEIVABLES_DISPUTED.value}'
        GROUP BY i.id, i.outstanding_minor
        HAVING sum(l.amount_minor) < 0 OR sum(l.amount_minor) > i.outstanding_minor""",
    "what the card provider's balance shows is in card clearing, by what is left of it after the fee": f"""
        SELECT 'card_transaction:' || t.id, (t.amount_minor - t.fee_minor) || ' at the provider, '
               || coalesce(sum(l.amount_minor), 0) || ' in 1050'
        FROM card_transaction t
        LEFT JOIN ledger_entry e ON e.reference IN (t.entry_reference, 'txn:' || t.provider_id)
        LEFT JOIN ledger_line l ON l.entry_id = e.id AND l.account = '{Account.CARD_CLEARING.value}'
        WHERE t.entry_reference <> ''
        GROUP BY t.id, t.amount_minor, t.fee_minor
        HAVING coalesce(sum(l.amount_minor), 0) <> t.amount_minor - t.fee_minor""",
    "a return is in the books, by its amount": f"""
        SELECT 'return:' || t.id, t.amount_minor || ' returned, ' || coalesce(-sum(l.amount_minor), 0) || ' posted'
        FROM receipt_return t LEFT JOIN ledger_entry e ON e.reference IN ('return:' || t.id, t.external_id)
        LEFT JOIN ledger_line l ON l.entry_id = e.id AND l.receipt_id = t.receipt_id AND l.account IN ({_listed(_ARRIVES)})
        GROUP BY t.id, t.amount_minor HAVING coalesce(-sum(l.amount_minor), 0) <> t.amount_minor""",
    "a succeeded card payment has its receipt": """
        SELECT 'attempt:' || id, 'succeeded without a receipt' FROM payment_attempt
        WHERE state = 'succeeded' AND receipt_id IS NULL""",
    "a plan's instalments in force sum to what it covers": """
        SELECT 'plan:' || p.id, coalesce(parts.planned, 0) || ' in instalments, ' || coalesce(owed.covered, 0) || ' covered'
        FROM plan p
        LEFT JOIN (SELECT plan_id, sum(amount_minor - cut_minor) AS planned FROM instalment GROUP BY plan_id) AS parts
          ON parts.plan_id = p.id
        LEFT JOIN (SELECT plan_id, sum(open_minor + adjusted_minor) AS covered FROM plan_invoice GROUP BY plan_id) AS owed
          ON owed.plan_id = p.id
        WHERE coalesce(parts.planned, 0) <> coalesce(owed.covered, 0)""",
    "an allocation names only instalments of a plan that covers its invoice": """
        SELECT 'allocation:' || a.id, 'names instalment ' || a.instalment_id || ' of another plan' FROM allocation a
        JOIN instalment i ON i.id = a.instalment_id
        LEFT JOIN plan_invoice c ON c.plan_id = i.plan_id AND c.invoice_id = a.invoice_id
        WHERE c.id IS NULL""",
    "an allocation taken back names the same instalment": """
        SELECT 'allocation:' || m.id, 'does not name what allocation ' || a.id || ' named' FROM allocation m
        JOIN allocation a ON a.id = m.reverses_id
        WHERE coalesce(m.instalment_id, 0) <> coalesce(a.instalment_id, 0)""",
    "only running plans hold invoices, and they hold all of theirs": """
        SELECT 'plan:' || p.id, p.state || CASE WHEN c.is_held THEN ' and holds' ELSE ' and does not hold' END
               || ' invoice ' || c.invoice_id
        FROM plan p JOIN plan_invoice c ON c.plan_id = p.id
        WHERE c.is_held <> (p.state IN ('awaiting_down_payment', 'active', 'at_risk', 'breached'))""",
    "a card charge that succeeded has its receipt": """
        SELECT 'charge:' || id, 'succeeded without a receipt' FROM plan_charge
        WHERE state = 'succeeded' AND receipt_id IS NULL""",
    "a posted journal line has its receipt, of the same amount": """
        SELECT 'line:' || l.id, 'posted without its receipt' FROM journal_line l
        LEFT JOIN receipt r ON r.id = l.receipt_id
        WHERE l.state IN ('posted', 'reversed') AND l.purpose = 'receipt'
          AND (r.id IS NULL OR r.amount_minor <> l.amount_minor)""",
    "a posted line that takes money back has its return, of the same amount": """
        SELECT 'line:' || l.id, 'posted without its return' FROM journal_line l
        LEFT JOIN receipt_return t ON t.receipt_id = l.undoes_id AND t.external_id =
          'line:' || l.id || CASE WHEN l.postings > 0 THEN ':' || l.postings ELSE '' END
        WHERE l.state IN ('posted', 'reversed') AND l.purpose = 'return'
          AND (t.id IS NULL OR t.amount_minor + t.fee_minor <> l.amount_minor)""",
    "a posted line that is no customer's money has its entry": """
        SELECT 'line:' || l.id, 'posted without its entry' FROM journal_line l
        LEFT JOIN ledger_entry e ON e.reference =
          'other:line:' || l.id || CASE WHEN l.postings > 0 THEN ':' || l.postings ELSE '' END
        WHERE l.state IN ('posted', 'reversed') AND l.purpose IN ('payout', 'other') AND e.id IS NULL""",
}
