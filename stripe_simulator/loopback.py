"""Which hosts are this machine itself: the simulator listens and sends nowhere else."""

from ipaddress import ip_address
from urllib.parse import urlsplit


def is_loopback(host: str) -> bool:
    """Whether a host name or address can only mean this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def is_loopback_url(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and is_loopback(parts.hostname or "")


def host_of(header: str) -> str:
    """The host in a `Host` header, without its port: `[::1]:8421` gives `::1`."""
    return urlsplit(f"//{header}").hostname or ""
