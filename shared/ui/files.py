"""Handing out files: as a download under the name people know, never as a page of ours."""

from urllib.parse import quote

from starlette.responses import FileResponse, Response

from shared.documents import Kept

# A browser that opens it all the same gets it without our origin.
_HEADERS = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox allow-downloads",
    "cache-control": "no-store",
}


def hand_out(kept: Kept) -> Response:
    """A kept file."""
    return FileResponse(kept.path, media_type=kept.media_type, filename=kept.name, headers=_HEADERS)


def hand_out_csv(data: bytes, name: str) -> Response:
    """A list made just now."""
    told = f"attachment; filename*=utf-8''{quote(name)}"
    return Response(data, media_type="text/csv; charset=utf-8", headers=_HEADERS | {"content-disposition": told})
