"""``govgraph serve``."""

from __future__ import annotations

import ipaddress
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from govgraph import bundled, config
from govgraph.cli import console
from govgraph.errors import ConfigError, MissingExtra
from govgraph.release import CURRENT, faults, open_release, store_faults


def serve(
    directory: Annotated[
        Path, typer.Argument(help="A folder with govgraph.toml, or below it.")
    ] = Path(),
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port; 0 takes a free one.")] = 8000,
    open_browser: Annotated[
        bool, typer.Option("--open", "-o", help="Open the site in a browser.")
    ] = False,
    workers: Annotated[int, typer.Option(min=1, help="Web processes on one socket.")] = 1,
    root_path: Annotated[
        str, typer.Option(help="The path under which a proxy shows the site, such as /pledges/.")
    ] = "",
    base: Annotated[
        str, typer.Option(help="Show IRIs under this base instead: a preview of the site.")
    ] = "",
    proxy: Annotated[
        list[str] | None,
        typer.Option(help="A proxy, or network, whose X-Forwarded-For is believed."),
    ] = None,
    query_seconds: Annotated[
        float | None, typer.Option(min=0.1, help="The deadline of a public query.")
    ] = None,
    log: Annotated[bool, typer.Option("--log", help="Log every request as a JSON line.")] = False,
) -> None:
    """打开网站与查询端点 · Serve the site, the API and the SPARQL endpoint.

    Example: govgraph serve --open
    """
    try:
        from govgraph.server import serving
        from govgraph.server.settings import Profile, ServerSettings, limits
    except ImportError as error:
        raise MissingExtra("server") from error
    settings = config.load(config.find(directory))
    own = {"query_seconds": query_seconds} if query_seconds is not None else {}
    told = ServerSettings(
        current=settings.output / CURRENT,
        open=open_release,
        faults=faults,
        store_faults=store_faults,
        queries=bundled.queries(),
        root_path=_root_path(root_path),
        preview=_preview(base),
        proxies=tuple(_network(text) for text in proxy or ()),
        profile=Profile(dict(settings.title), settings.licence, settings.publisher),
        limits=limits({**settings.server, **own}),
        log_requests=log,
    )
    opened = serving.listen(host, port)
    shown = serving.address(opened, told.root_path)

    def ready() -> None:
        console.out.print(f"已就绪 · serving {shown}  (Ctrl+C 结束 · ends it)")
        if open_browser:
            webbrowser.open(shown)

    serving.serve(told, opened, workers, ready)


def _root_path(text: str) -> str:
    path = text.strip("/")
    return f"/{path}" if path else ""


def _preview(text: str) -> str:
    if text and not text.startswith(("http://", "https://")):
        raise ConfigError(f"--base ({text}) must be an http(s) IRI, such as http://localhost:8000/")
    return f"{text.rstrip('/')}/" if text else ""


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError as error:
        raise ConfigError(f"--proxy ({text}) must be an address or network") from error
