"""Who an actor of the books was: the books keep records ("staff:7"), a page shows names."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlmodel import Session, col

from shared.access.rules import Kind
from shared.models import Debtor, Staff


def names_of(session: Session, actors: Iterable[str]) -> dict[str, str]:
    """A name for each actor; one that is no person, such as an import, is called what it is."""
    wanted = set(actors)
    staff, debtors = _ids(wanted, Kind.STAFF), _ids(wanted, Kind.DEBTOR)
    people = session.execute(select(col(Staff.id), col(Staff.name)).where(col(Staff.id).in_(staff))).all()
    payers = session.execute(select(col(Debtor.id), col(Debtor.name)).where(col(Debtor.id).in_(debtors))).all()
    known = {f"{Kind.STAFF}:{id_}": name for id_, name in people} | {
        f"{Kind.DEBTOR}:{id_}": name for id_, name in payers
    }
    return {each: known.get(each, each) for each in wanted}


def _ids(actors: Iterable[str], kind: Kind) -> list[int]:
    prefix = f"{kind}:"
    return [int(each.removeprefix(prefix)) for each in actors if each.removeprefix(prefix).isdigit()]
