"""``govgraph load``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from govgraph import config
from govgraph.cli import cargo, console
from govgraph.config import Settings
from govgraph.stores import loader, marker
from govgraph.stores.graph_store import GraphStore
from govgraph.stores.loader import Report
from govgraph.stores.marker import Names, State
from govgraph.stores.plan import Plan
from govgraph.stores.preflight import connect


def load(
    endpoint: Annotated[str, typer.Argument(help="The store, such as http://127.0.0.1:3030/ds.")],
    store: Annotated[
        str, typer.Option(help="What the store is, where its answers do not tell.")
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done and do nothing.")
    ] = False,
    status: Annotated[
        bool, typer.Option("--status", help="Say what the store holds and who is loading it.")
    ] = False,
    release: Annotated[str, typer.Option(help="An earlier release: go back to it.")] = "",
    resume: Annotated[
        bool, typer.Option("--resume", help="Take over from a run that is dead.")
    ] = False,
    union: Annotated[
        bool, typer.Option("--union", help="Load the union of the graphs too (docs/stores.md).")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the outcome for machines.")
    ] = False,
    directory: Annotated[
        Path, typer.Option("--directory", help="A folder with govgraph.toml, or below it.")
    ] = Path(),
) -> None:
    """装入三元组库 · Load a release into a triple store: resumable, verified, undone by --release.

    The password comes from GOVGRAPH_STORE_USER and GOVGRAPH_STORE_PASSWORD.

    Example: govgraph load http://127.0.0.1:3030/ds
    """
    settings = config.load(config.find(directory))
    with connect(endpoint, config.credentials(), store=store) as found:
        if status:
            show_state(found, marker.read(found, Names(settings.id_base)), as_json=as_json)
            return
        wanted = cargo.of(settings, release, union=union)
        if dry_run:
            show_plan(found, loader.dry_run(found, wanted), as_json=as_json)
            return
        with console.progress(not as_json, rate=True) as progress:
            report = loader.load(found, wanted, resume=resume, progress=progress)
    show_report(report, settings, as_json=as_json)


def show_state(store: GraphStore, state: State, *, as_json: bool) -> None:
    """Print what a store says of itself."""
    facts: dict[str, Any] = {
        "store": store.dialect.name,
        "release": state.release or None,
        "graphs": {g: held.triples if held else None for g, held in sorted(state.graphs.items())},
        "loading": [
            {"release": c.release, "since": c.started, "pid": c.pid, "staged": list(c.staged)}
            for c in state.claims
        ],
    }
    if as_json:
        console.print_json(facts)
        return
    console.out.print(f"{store.endpoint} ({store.dialect.name})")
    console.out.print(f"版本 · release: {state.release or '无完整版本 none is complete'}")
    for graph, triples in facts["graphs"].items():
        console.out.print(f"  {graph}  {triples if triples is not None else '? 未核对 unverified'}")
    for each in facts["loading"]:
        console.out.print(f"正在装入 · loading {each['release']} since {each['since']}")
        for graph in each["staged"]:
            console.out.print(f"  暂存 · staged {graph}")


def show_plan(store: GraphStore, plan: Plan, *, as_json: bool) -> None:
    """Print what a load would do."""
    if as_json:
        console.print_json({"store": store.dialect.name, **_facts(plan)})
        return
    console.out.print(f"{store.endpoint} ({store.dialect.name}): {plan.release}")
    for graph, triples in plan.send.items():
        console.out.print(f"  装入 · send  {graph}  {triples}")
    for graph in plan.keep:
        console.out.print(f"  保留 · keep  {graph}")
    for graph in plan.drop:
        console.out.print(f"  删除 · drop  {graph}")


def show_report(report: Report, settings: Settings, *, as_json: bool) -> None:
    """Print what a load did."""
    plan = report.plan
    if as_json:
        facts = {"store": report.store, "rewrites": list(report.rewrites), **_facts(plan)}
        console.print_json({**facts, "alreadyLoaded": plan.already})
        return
    if plan.already:
        console.out.print(f"已装入 · already loaded: {plan.release} ({len(plan.keep)} graphs)")
        return
    triples = sum(plan.send.values())
    console.out.print(
        f"已装入并核对 · loaded and verified: {plan.release} ({report.store}; "
        f"{len(plan.send)} graphs sent, {triples} triples; {len(plan.keep)} kept; "
        f"{len(plan.drop)} dropped)"
    )
    if report.rewrites:
        console.out.print(f"该库的已知改写 · known rewrites met: {', '.join(report.rewrites)}")
    if plan.former and plan.former != plan.release and (settings.output / plan.former).is_dir():
        console.out.print(f"退回 · go back: govgraph load … --release {plan.former}")


def _facts(plan: Plan) -> dict[str, Any]:
    return {
        "release": plan.release,
        "former": plan.former or None,
        "sent": plan.send,
        "kept": list(plan.keep),
        "dropped": list(plan.drop),
    }
