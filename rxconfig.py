"""Reflex configuration: one build for one origin, taken from DUEBOOK_ORIGIN."""

import os

import reflex as rx

from shared.ui.font import InterFont
from shared.ui.light import LightPages

ORIGIN = os.environ.get("DUEBOOK_ORIGIN", "http://localhost:8000")
# So that what is rationed by network address counts visitors, not the proxy in front.
HOPS = int(os.environ.get("DUEBOOK_TRUSTED_PROXY_HOPS", "0"))
REDIS = os.environ.get("DUEBOOK_REDIS_URL")

# Comes into the build with the first Radix component a page uses, and not before: its style sheet is large.
RADIX = rx.plugins.RadixThemesPlugin(
    enabled=False,
    theme=rx.theme(accent_color="indigo", gray_color="slate", radius="medium", scaling="100%", has_background=True),
)

config = rx.Config(
    app_name="duebook",
    app_module_import="app",
    api_url=ORIGIN,
    deploy_url=ORIGIN,
    cors_allowed_origins=[ORIGIN],
    backend_host="127.0.0.1",
    trusted_proxy_hops=HOPS,
    redis_url=REDIS,
    # Never on disk: states hold people's names and debts.
    state_manager_mode=rx.constants.StateManagerMode.REDIS if REDIS else rx.constants.StateManagerMode.MEMORY,
    telemetry_enabled=False,
    show_built_with_reflex=False,
    frontend_compression_formats=["brotli", "gzip"],
    disable_plugins=[rx.plugins.SitemapPlugin],
    plugins=[InterFont(), LightPages(), RADIX],
)
