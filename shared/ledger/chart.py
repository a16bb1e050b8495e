"""The chart of accounts (domain.md 1.1): what each number means and on which side it normally stands."""

from enum import StrEnum


class Account(StrEnum):
    BANK = "1010"
    CARD_CLEARING = "1050"
    DIRECT_DEBIT_CLEARING = "1060"
    IN_TRANSIT = "1090"
    RECEIVABLES = "1200"
    RECEIVABLES_DISPUTED = "1210"
    RECEIVABLES_EXTERNAL = "1220"
    FEES_RECEIVABLE = "1230"
    INTEREST_RECEIVABLE = "1240"
    ALLOWANCE = "1290"
    PURCHASED_RECEIVABLES = "1300"
    CLIENT_RECOURSE = "1310"
    CLIENT_ADVANCES = "1320"
    UNAPPLIED = "2100"
    UNIDENTIFIED = "2110"
    REFUNDS_PAYABLE = "2150"
    OUTPUT_VAT = "2300"
    TAXES = "2310"
    ADVANCE_PAYABLE = "2400"
    RESERVE_PAYABLE = "2410"
    CLIENT_MONEY = "2500"
    OPENING_BALANCE = "3900"
    REVENUE = "4000"
    SALES_DISCOUNTS = "4100"
    SALES_RETURNS = "4200"
    REMINDER_FEE_INCOME = "4800"
    LATE_INTEREST_INCOME = "4810"
    RECOVERY_INCOME = "4820"
    INTEREST_INCOME = "4880"
    OTHER_INCOME = "4890"
    FACTORING_COMMISSION = "4900"
    FACTORING_DISCOUNT = "4910"
    BANK_CHARGES = "6100"
    CARD_FEES = "6110"
    DISPUTE_FEES = "6120"
    INTEREST_EXPENSE = "6130"
    BAD_DEBT = "6200"
    OTHER_EXPENSES = "6800"
    PAYMENT_DIFFERENCES = "6900"
    FX_LOSS = "7100"
    FX_GAIN = "7110"


NAMES: dict[Account, str] = {
    Account.BANK: "Bank",
    Account.CARD_CLEARING: "Card clearing",
    Account.DIRECT_DEBIT_CLEARING: "Direct-debit clearing",
    Account.IN_TRANSIT: "Money in transit between our accounts",
    Account.RECEIVABLES: "Trade receivables",
    Account.RECEIVABLES_DISPUTED: "Receivables, disputed",
    Account.RECEIVABLES_EXTERNAL: "Receivables, external or legal",
    Account.FEES_RECEIVABLE: "Reminder and recovery fees",
    Account.INTEREST_RECEIVABLE: "Late-payment interest",
    Account.ALLOWANCE: "Allowance for credit losses",
    Account.PURCHASED_RECEIVABLES: "Purchased receivables",
    Account.CLIENT_RECOURSE: "Client recourse receivable",
    Account.CLIENT_ADVANCES: "Advances to clients",
    Account.UNAPPLIED: "Unapplied cash",
    Account.UNIDENTIFIED: "Unidentified receipts",
    Account.REFUNDS_PAYABLE: "Refunds payable",
    Account.OUTPUT_VAT: "Output VAT",
    Account.TAXES: "Taxes payable",
    Account.ADVANCE_PAYABLE: "Advance payable to client",
    Account.RESERVE_PAYABLE: "Reserve payable to client",
    Account.CLIENT_MONEY: "Client money payable",
    Account.OPENING_BALANCE: "Opening-balance equity",
    Account.REVENUE: "Revenue",
    Account.SALES_DISCOUNTS: "Sales discounts",
    Account.SALES_RETURNS: "Sales returns and credit notes",
    Account.REMINDER_FEE_INCOME: "Reminder-fee income",
    Account.LATE_INTEREST_INCOME: "Late-interest income",
    Account.RECOVERY_INCOME: "Recovery of written-off debts",
    Account.INTEREST_INCOME: "Bank interest received",
    Account.OTHER_INCOME: "Other income",
    Account.FACTORING_COMMISSION: "Factoring commission",
    Account.FACTORING_DISCOUNT: "Factoring discount",
    Account.BANK_CHARGES: "Bank charges",
    Account.CARD_FEES: "Card fees",
    Account.DISPUTE_FEES: "Dispute fees",
    Account.INTEREST_EXPENSE: "Bank interest paid",
    Account.BAD_DEBT: "Bad-debt expense",
    Account.OTHER_EXPENSES: "Other expenses",
    Account.PAYMENT_DIFFERENCES: "Payment and rounding differences",
    Account.FX_LOSS: "Realised exchange loss",
    Account.FX_GAIN: "Realised exchange gain",
}

# What a debtor owes on an invoice, or as a fee beside one, stands in exactly one of these; their sum is the sum of
# `outstanding`.
CONTROL = (
    Account.RECEIVABLES,
    Account.RECEIVABLES_DISPUTED,
    Account.RECEIVABLES_EXTERNAL,
    Account.PURCHASED_RECEIVABLES,
    Account.FEES_RECEIVABLE,
    Account.INTEREST_RECEIVABLE,
)

# What we hold of a receipt and have not set against anything; their sum is the sum of `unapplied`.
HOLDING = (Account.UNAPPLIED, Account.UNIDENTIFIED)

# Where a bank line that is nobody's payment may go: accounts that no invoice, receipt or refund is kept in.
OTHER_MONEY = (
    Account.CARD_CLEARING,
    Account.DIRECT_DEBIT_CLEARING,
    Account.IN_TRANSIT,
    Account.TAXES,
    Account.CLIENT_MONEY,
    Account.RECOVERY_INCOME,
    Account.INTEREST_INCOME,
    Account.OTHER_INCOME,
    Account.BANK_CHARGES,
    Account.CARD_FEES,
    Account.DISPUTE_FEES,
    Account.INTEREST_EXPENSE,
    Account.OTHER_EXPENSES,
)
