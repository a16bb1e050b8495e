"""What became of bank files that were imported, in a sentence for the journal's page."""

from shared.journals import TakenIn
from shared.ui.format import count


def said(taken: TakenIn, journal_id: int) -> str:
    """Lines added, known, set aside, and where the rest went."""
    parts = [f"{count(taken.added)} lines added" if taken.added != 1 else "1 line added"]
    if taken.repeated:
        parts.append(f"{count(taken.repeated)} were known")
    if taken.set_aside:
        parts.append(f"{count(taken.set_aside)} set aside")
    elsewhere = [each for each in taken.journals if each != journal_id]
    if elsewhere:
        parts.append(f"{len(elsewhere)} of our other accounts went to journals of their own")
    held = " A statement does not tie and is held until somebody releases it." if taken.held else ""
    return f"{', '.join(parts)}.{held}"


def tone(taken: TakenIn) -> str:
    """One of theme.Tone: a statement that is held wants somebody."""
    return "warn" if taken.held else "good"
