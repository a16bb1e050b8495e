"""People, roles, sign-in and sessions: who is asking, and what they may do."""

from shared.access.queries import person_of
from shared.access.rules import Kind, Permission, Person

__all__ = ["Kind", "Permission", "Person", "person_of"]
