"""Who is in the story and what they owe. Days count from today, so that what is overdue stays overdue."""

from dataclasses import dataclass, field

from shared.creditors import Details
from shared.postal import Address

HOUSE_IBAN = "DE89370400440532013000"
HOUSE = Details(
    Address("Brooktorkai", "20", "20457", "Hamburg", "DE"), "+49 40 5550 120", "rechnung@halden.example.com"
)
STAFF_PASSWORD = "Halden-rivers-42"
DEMO_DEBTOR_EMAIL = "dana.whitfield@example.com"


@dataclass(frozen=True, slots=True)
class Who:
    """A debtor; `iban` is known from earlier business."""

    number: str
    name: str
    country: str
    email: str = ""
    iban: str = ""
    kind: str = "business"
    address: Address = field(default_factory=Address)


@dataclass(frozen=True, slots=True)
class Owes:
    """An invoice; issued that many days ago, due that many days after."""

    number: str
    debtor: str
    amount: str
    issued_ago: int
    days: int = 30
    agreement: str = ""
    tax: str = ""


@dataclass(frozen=True, slots=True)
class Paid:
    """Money that came by bank in the past, with the text it carried."""

    debtor: str
    amount: str
    ago: int
    text: str


@dataclass(frozen=True, slots=True)
class Plans:
    """An invoice paid in instalments: asked for that many days ago, the first due and paid on the days named.

    `by_staff`: offered by a member of staff and not accepted yet.
    """

    owes: Owes
    count: int
    asked_ago: int
    first_ago: int
    paid_ago: tuple[int, ...] = ()
    by_staff: bool = False


@dataclass(frozen=True, slots=True)
class Wrote:
    """A message in the portal, that many days ago, by the debtor or by staff."""

    debtor: str
    ago: int
    text: str
    by_staff: bool = False


@dataclass(frozen=True, slots=True)
class Objects:
    """A dispute of so much of an invoice, raised that many days ago; `answer` is how staff rejected it, if they did."""

    invoice: str
    amount: str
    reason: str
    text: str
    ago: int
    photo: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Less:
    """So much by a day ahead settles an invoice; what nobody approved waits for it."""

    invoice: str
    pay: str
    days: int
    reason: str
    is_approved: bool = False


@dataclass(frozen=True, slots=True)
class Allows:
    """What a debtor said of a channel, that many days ago."""

    debtor: str
    channel: str
    ago: int
    is_given: bool = True


CLIENTS = {
    "Alpenglas Manufaktur AG": ("CH", "glass maker"),
    "Fjordlicht Energie GmbH": ("DE", "electricity supplier"),
}

AGREEMENTS = {"FA-0031": ("Alpenglas Manufaktur AG", 9000, 100), "FA-0027": ("Fjordlicht Energie GmbH", 8500, 120)}

STAFF = (
    ("ines.calloway@example.com", "Ines Calloway", "accountant"),
    ("luis.okoye@example.com", "Luis Okoye", "approver"),
    ("petra.lind@example.com", "Petra Lind", "viewer"),
)

DEBTORS = (
    Who(
        "D-1001",
        "Dana Whitfield",
        "DE",
        DEMO_DEBTOR_EMAIL,
        "DE75512108001245126199",
        "consumer",
        Address("Lindenweg", "14", "20255", "Hamburg", "DE"),
    ),
    Who("D-1002", "Sørlie Marine AS", "NO", "faktura@sorlie-marine.example.com", "NO9386011117947"),
    Who("D-1003", "Meridian Bau GmbH", "DE", "ap@meridian-bau.example.com", "DE02120300000000202051"),
    Who("D-1004", "Café Lindenhof OHG", "DE", "buero@lindenhof.example.com", "DE02500105170137075030"),
    Who("D-1005", "Vantaa Ledwork Oy", "FI", "laskut@ledwork.example.com", "FI2112345600000785"),
    Who("D-1006", "Oriel Print Ltd", "GB", "accounts@oriel-print.example.com", "GB29NWBK60161331926819"),
    Who("D-1007", "Keller & Iten AG", "CH", "rechnung@keller-iten.example.com", "CH9300762011623852957"),
    Who("D-1008", "Gemeinde Obersulm", "DE", "kasse@obersulm.example.com", "DE02100100100006820101"),
    Who("D-1009", "Elif Karaca", "DE", "elif.karaca@example.com", "", "consumer"),
    Who("D-1010", "Zunft Catering GmbH", "AT", "office@zunft.example.com", "AT611904300234573201"),
    Who("D-1011", "Hotel Seerose GmbH", "DE", "empfang@seerose.example.com"),
    Who("D-1012", "Lagerhaus Nord eG", "DE", "fibu@lagerhaus-nord.example.com", "DE02300209000106531065"),
    Who("D-1013", "Brandt + Söhne KG", "DE", "brandt@example.com"),
    Who("D-1014", "Maren Hoffbauer", "DE", "maren.hoffbauer@example.com", "", "consumer"),
    Who(
        "D-1015",
        "Jette Lundqvist",
        "DE",
        "jette.lundqvist@example.com",
        "DE27100777770209299700",
        "consumer",
        Address("Am Kanal", "3", "24103", "Kiel", "DE"),
    ),
    Who("D-1016", "Tischlerei Raab GmbH", "AT", "office@raab-holz.example.com", "AT483200000012345864"),
    Who("D-1017", "Oskar Fenn", "DE", "oskar.fenn@example.com", "DE40500105175407324931", "consumer"),
    Who("D-1018", "Praxis Dr. Amsel", "DE", "verwaltung@praxis-amsel.example.com"),
    Who("D-1019", "Blumen Ahrend OHG", "DE", "laden@blumen-ahrend.example.com", "DE91100000000123456789"),
    Who("D-1020", "Segelclub Ostsee e.V.", "DE", "kasse@segelclub-ostsee.example.com"),
)

INVOICES = (
    Owes("FL-2026-10310", "D-1001", "214.80", 96, 30, "FA-0027"),
    Owes("FL-2026-10418", "D-1001", "412.40", 55, 30, "FA-0027"),
    Owes("FL-2026-11020", "D-1001", "286.15", 21, 30, "FA-0027"),
    Owes("2026-1702", "D-1002", "1500.00", 66, 30, "FA-0031"),
    Owes("2026-1698", "D-1002", "1877.50", 40, 30, "FA-0031"),
    Owes("2026-1720", "D-1003", "600.00", 80, 30, "FA-0031"),
    Owes("2026-1834", "D-1003", "1480.00", 24, 30, "FA-0031"),
    Owes("2026-1840", "D-1003", "960.00", 20, 30, "FA-0031"),
    Owes("2026-1733", "D-1005", "3000.00", 50, 30, "FA-0031"),
    Owes("2026-1819", "D-1006", "412.35", 28, 30, "FA-0031"),
    Owes("2026-1801", "D-1007", "700.00", 33, 30, "FA-0031"),
    Owes("2026-1802", "D-1007", "504.70", 33, 30, "FA-0031"),
    Owes("2026-1655", "D-1010", "2035.44", 104, 30, "FA-0031"),
    Owes("2026-1688", "D-1008", "2412.10", 62, 30, "FA-0031"),
    Owes("2026-1691", "D-1008", "7000.00", 44, 30, "FA-0031"),
    Owes("H-26-0412", "D-1004", "250.00", 35, 14, tax="39.92"),
    Owes("H-26-0420", "D-1004", "250.00", 5, 30, tax="39.92"),
    Owes("H-26-0377", "D-1009", "89.90", 52, 14, tax="14.35"),
    Owes("H-26-0431", "D-1009", "119.00", 12, 30, tax="19.00"),
    Owes("H-26-0401", "D-1011", "5212.80", 125, 30, tax="832.30"),
    Owes("H-26-0433", "D-1012", "388.00", 10, 30, tax="61.95"),
    Owes("H-26-0434", "D-1013", "640.00", 9, 30, tax="102.18"),
    Owes("H-26-0408", "D-1014", "614.20", 47, 14, tax="98.06"),
    Owes("H-26-0440", "D-1012", "1190.00", 3, 30, tax="190.00"),
)

PAST = (
    Paid("D-1001", "214.80", 70, "Rechnung FL-2026-10310"),
    Paid("D-1001", "100.00", 16, "Teilzahlung FL-2026-10418"),
    Paid("D-1002", "900.00", 13, "FAKTURA 2026-1702 DEL 1"),
    Paid("D-1010", "1000.00", 30, "RE 2026-1655 Abschlag"),
)

# Posted to the wrong invoice and taken back: meant for 2026-1720, as the invoice card tells.
MISTAKEN = Paid("D-1002", "600.00", 19, "FAKTURA 2026-1702")

# One plan that is kept, one with a payment missing, one breached, one paid, one that waits for staff, one just offered.
PLANS = (
    Plans(Owes("H-26-0355", "D-1015", "1377.30", 92, 14, tax="219.90"), 6, 50, 47, (47, 17)),
    Plans(Owes("H-26-0358", "D-1016", "846.40", 90, 30, tax="141.07"), 4, 41, 37, (37,)),
    Plans(Owes("H-26-0349", "D-1017", "1921.20", 97, 14, tax="306.75"), 6, 52, 48, (48,)),
    Plans(Owes("H-26-0341", "D-1019", "533.80", 101, 30, tax="85.23"), 2, 68, 66, (66, 36)),
    Plans(Owes("H-26-0392", "D-1018", "2140.80", 61, 30, tax="341.81"), 9, 2, -12),
    Plans(Owes("H-26-0395", "D-1020", "3107.55", 58, 30, tax="496.16"), 8, 1, -14, by_staff=True),
)

# What else is owed by one who pays in instalments: one invoice is disputed for a part, one may be settled with less.
DEALT = (
    Owes("H-26-0424", "D-1015", "312.60", 46, 30, tax="49.91"),
    Owes("H-26-0436", "D-1015", "148.00", 16, 30, tax="23.63"),
)
OBJECTIONS = (
    Objects("H-26-0436", "48.00", "faulty", "The second lamp came with a cracked shade. See the photo.", 4, "lamp.png"),
    Objects(
        "H-26-0401",
        "5212.80",
        "not_received",
        "We never had the delivery of July.",
        60,
        answer="Your night porter signed for it on 19 July; the delivery note is with our letter.",
    ),
)
WRITTEN = (
    Wrote("D-1015", 11, "May I pay the next instalment on the 20th? My wages come that week."),
    Wrote("D-1015", 10, "Yes. Open your plan and choose “Move one day”: the 20th is fine.", by_staff=True),
    Wrote("D-1015", 3, "Thank you, that worked. I have also sent you a photo of the lamp."),
)
CALLED_AT = {"D-1015": "+49 151 23456789"}
ALLOWED = (
    Allows("D-1015", "email", 48),
    Allows("D-1015", "text", 48),
    Allows("D-1015", "text", 12, is_given=False),
)
MOST_FORGIVEN_BP = 2500
"""What the story's policy lets staff forgive in a settlement, in hundredths of a per cent."""
SETTLEMENTS = (
    Less("H-26-0424", "250.00", 21, "Cheaper than a reminder, and she pays what she agrees to", is_approved=True),
    Less("H-26-0401", "4400.00", 14, "The hotel changes hands; the seller pays at once or not at all"),
)
PAID_TWICE = Paid("D-1019", "266.90", 9, "Rate 2 Rechnung H-26-0341")
