"""`cxdesk standards`: show what good looks like, see what a change would do, apply it, take it back; and the
weights that the own losses teach.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxdesk.commands.arguments import date_argument, period_argument
from cxdesk.commands.printing import on_one_line, print_json
from cxdesk.commands.text_files import text_of, write_text
from cxdesk.errors import UsageError

if TYPE_CHECKING:
    from cxdesk.health import Standards
    from cxdesk.workspace import Workspace

_MOST_TOLD = 20


def add_standards(commands: argparse._SubParsersAction) -> None:
    """Add the command."""
    command = commands.add_parser(
        "standards",
        help="weights, bands and caps: show, propose with the effect, apply, history, learn, adopt",
    )
    command.add_argument("workspace", type=Path)
    command.add_argument("action", choices=tuple(_ACTIONS))
    command.add_argument("--file", type=Path, metavar="FILE.toml", help="what it names is changed")
    command.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="PATH=VALUE",
        help="pillars.adoption=0.4, bands.healthy=70, caps.unpaid.ceiling=40; may be repeated",
    )
    command.add_argument(
        "--segment", metavar="NAME", help="show, propose, apply: for the accounts of that segment alone"
    )
    command.add_argument("--restore", type=int, metavar="N", help="start from version N instead")
    command.add_argument("--who", default="", help="who applies them")
    command.add_argument("--why", default="", help="why; apply needs it")
    command.add_argument(
        "--anyway", action="store_true", help="adopt: although the past does not say it is better"
    )
    command.add_argument("--undo", type=int, metavar="N", help="history: take version N back")
    command.add_argument("--redo", type=int, metavar="N", help="history: bring version N back")
    command.add_argument("--export", type=Path, metavar="FILE.toml", help="write what is shown or proposed")
    command.add_argument(
        "--as-of", type=date_argument, help="propose, learn: with what was known on that day"
    )
    command.add_argument(
        "--horizon",
        type=period_argument,
        default=90,
        metavar="90d",
        help="lost within so many days (default: 90d)",
    )
    command.set_defaults(run=_standards)


def _standards(options: argparse.Namespace) -> int:
    from cxdesk.workspace import Workspace

    _check_options(options)
    with Workspace.open(options.workspace) as workspace:
        return _ACTIONS[options.action](workspace, options)


def _check_options(options: argparse.Namespace) -> None:
    """Raise UsageError for options that the action would silently pass over."""
    edits = bool(options.file or options.set or options.restore is not None)
    if options.action not in _EDITS and edits:
        raise UsageError(f"{options.action} takes no edits.", "Name propose or apply to change standards.")
    if options.segment is not None and options.action not in (*_EDITS, "show"):
        raise UsageError(
            f"{options.action} is of all segments.", "Name show, propose or apply to look at one of them."
        )
    if options.segment is not None and options.restore is not None:
        raise UsageError("A version is restored for all segments.", "Leave --segment or --restore out.")
    if options.action in _EDITS and not edits:
        raise UsageError("Nothing is proposed.", "Add --set PATH=VALUE, --file FILE.toml or --restore N.")
    if options.action in ("apply", "adopt") and not options.why.strip():
        raise UsageError("Standards are changed with a reason.", 'Add --why "..."; history lists it.')
    if options.action != "history" and (options.undo is not None or options.redo is not None):
        raise UsageError("Versions are taken back by history.", "Name history with --undo N or --redo N.")


def _show(workspace: Workspace, options: argparse.Namespace) -> int:
    from cxdesk.health.standards_text import standards_plain, standards_toml
    from cxdesk.session.scoring import standards_of

    standards = standards_of(workspace)
    if options.segment is not None:
        return _show_segment(workspace, standards, options)
    _export(standards, options)
    if options.json:
        print_json({"version": standards.version, "standards": standards_plain(standards)})
    elif options.export is None:
        print(standards_toml(standards), end="")
    return 0


def _show_segment(workspace: Workspace, standards: Standards, options: argparse.Namespace) -> int:
    from cxdesk.health.segment_standards import standards_of_segment
    from cxdesk.health.standards_edit import differences
    from cxdesk.health.standards_text import segment_toml, standards_plain
    from cxdesk.session.standards_trial import changes_json
    from cxdesk.session.standards_versions import check_segments

    check_segments(workspace, standards, [options.segment])
    own, general = (standards_of_segment(standards, name) for name in (options.segment, ""))
    text = segment_toml(standards, options.segment)
    if options.export is not None:
        write_text(options.export, text)
    if options.json:
        print_json(
            {
                "version": standards.version,
                "segment": options.segment,
                "standards": standards_plain(own),
                "differs": changes_json(differences(general, own)),
            }
        )
    else:
        print(text if options.export is None else f"Wrote {options.export}.\n", end="")
    return 0


def _propose(workspace: Workspace, options: argparse.Namespace) -> int:
    from cxdesk.session.standards_trial import proposal_json, proposal_of
    from cxdesk.workspace.facts import date_asked_for, read_facts

    proposed = _proposed(workspace, options)
    _export(proposed, options)
    facts = read_facts(workspace, date_asked_for(workspace, options.as_of))
    told = proposal_json(proposal_of(workspace, facts, proposed, options.horizon), facts)
    if options.json:
        print_json(told)
    else:
        _tell_proposal(told)
    return 0


def _apply(workspace: Workspace, options: argparse.Namespace) -> int:
    return _keep(workspace, _proposed(workspace, options), options)


def _keep(workspace: Workspace, proposed: Standards, options: argparse.Namespace) -> int:
    from cxdesk.health.standards_edit import differences
    from cxdesk.session.scoring import standards_of
    from cxdesk.session.standards_trial import changes_json
    from cxdesk.session.standards_versions import apply_standards

    before = standards_of(workspace)
    version = apply_standards(workspace, proposed, options.who, options.why)
    _export(proposed, options)
    changes = changes_json(differences(before, proposed))
    if options.json:
        print_json({"version": version, "before": before.version, "changes": changes})
    else:
        print(f"Standards {version} are in force; {before.version} are kept.")
        _tell_changes(changes)
    return 0


def _learn(workspace: Workspace, options: argparse.Namespace) -> int:
    from cxdesk.session.standards_learning import learned_json, learned_weights
    from cxdesk.workspace.facts import date_asked_for, read_facts

    facts = read_facts(workspace, date_asked_for(workspace, options.as_of))
    told = learned_json(learned_weights(workspace, facts, options.horizon))
    if options.json:
        print_json(told)
    else:
        _tell_learned(told)
    return 0


def _adopt(workspace: Workspace, options: argparse.Namespace) -> int:
    from cxdesk.session.standards_learning import adopted_standards, learned_weights
    from cxdesk.workspace.facts import date_asked_for, read_facts

    facts = read_facts(workspace, date_asked_for(workspace, options.as_of))
    found = learned_weights(workspace, facts, options.horizon)
    return _keep(workspace, adopted_standards(workspace, found, options.anyway), options)


def _history(workspace: Workspace, options: argparse.Namespace) -> int:
    from cxdesk.session.standards_versions import versions_json

    if options.undo is not None:
        workspace.mark_standards(options.undo, undone=True)
    if options.redo is not None:
        workspace.mark_standards(options.redo, undone=False)
    told = versions_json(workspace)
    if options.json:
        print_json(told)
        return 0
    for one in told["versions"]:
        state = ", in force" if one["in_force"] else ", taken back" if one["undone"] else ""
        who = f" by {on_one_line(one['who'])}" if one["who"] else ""
        print(f"{one['version']}: {one['changed_at']}{who}{state}: {on_one_line(one['why'])}")
        _tell_changes(one["changes"])
    return 0


def _proposed(workspace: Workspace, options: argparse.Namespace) -> Standards:
    from cxdesk.health.standards_edit import edit_of_option, edit_of_segment, edit_of_toml
    from cxdesk.session.standards_versions import proposed_standards

    edits = [] if options.file is None else [edit_of_toml(text_of(options.file, "standards"))]
    edits += [edit_of_option(text) for text in options.set]
    if options.segment is not None:
        edits = [edit_of_segment(options.segment, edit) for edit in edits]
    return proposed_standards(workspace, edits, options.restore)


def _export(standards: Standards, options: argparse.Namespace) -> None:
    from cxdesk.health.standards_text import standards_toml

    if options.export is not None:
        write_text(options.export, standards_toml(standards))
        if not options.json:
            print(f"Wrote {options.export}.")


def _tell_changes(changes: list[dict[str, Any]]) -> None:
    for one in changes:
        nothing = "the general value" if one["path"].startswith("segment.") else "nothing"
        before, after = (nothing if value is None else value for value in (one["before"], one["after"]))
        print(f"  {one['path']}: {before} becomes {after}")


def _tell_proposal(told: dict[str, Any]) -> None:
    from cxdesk.formatting import counted, score_in_tenths

    _tell_changes(told["changes"])
    for one in told["bands"]:
        if one["before"] != one["after"]:
            print(f"{one['band']}: {counted(one['before'], 'account', 'accounts')}, then {one['after']:,}")
    change = "changes" if len(told["moved"]) == 1 else "change"
    print(f"{counted(len(told['moved']), 'account', 'accounts')} {change} band")
    for one in told["moved"][:_MOST_TOLD]:
        before, after = (
            "unknown" if value is None else score_in_tenths(value)
            for value in (one["health_before"], one["health_after"])
        )
        print(f"  {on_one_line(one['account_name'])}: {one['from']} {before} becomes {one['to']} {after}")
    if len(told["moved"]) > _MOST_TOLD:
        print(f"  and {len(told['moved']) - _MOST_TOLD:,} more (--json lists all)")
    areas = [told["back_test"][side] for side in ("before", "after")]
    before, after = ("" if area["auc"] is None else _area_text(area) for area in areas)
    if before and after and before != after:
        print(
            f"Past dates: of a lost and a kept account the lost one came first in {before} of pairs, then in "
            f"{after} (AUC; 0.5 is chance)"
        )
    print(told["back_test"]["verdict"])


def _tell_learned(told: dict[str, Any]) -> None:
    if told["level_told"]:
        print(told["level_told"])
    if told["held_out"]:
        _tell_held_out(told["held_out"])
    elif told["events"]:
        print(f"{'':38}{'in force':>10}{'learned':>10}")
        for one in told["weights"]:
            print(f"{one['label']:38}{one['in_force']:10.2f}{one['learned']:10.2f}")
    if told["better"] is not None and not told["held_out"]:
        print(f"Better on past dates than those in force with a probability of {told['better']:.0%}.")
    if told["sample_size"]:
        size = told["sample_size"]
        print(
            f"To learn every weight from nothing, a common rule (Riley) asks for {size['accounts']:,} "
            f"accounts with {size['events']:,.0f} losses; here there are {told['events']:,}."
        )
    print(told["doubt"] or "They may be adopted: cxdesk standards W adopt --why ...")


def _tell_held_out(told: dict[str, Any]) -> None:
    """Print what a table taught, and how well accounts that it had not seen were told apart."""
    print(told["told"])
    was = any(one["in_force"] is not None for one in told["weights"])
    print(f"{'':48}{'in force' if was else '':>10}{'learned':>10}")
    for one in told["weights"]:
        numbers = ("" if one[key] is None else f"{one[key]:+.2f}" for key in ("in_force", "learned"))
        print(f"{on_one_line(one['column'])[:47]:48}{''.join(f'{each:>10}' for each in numbers)}")
    low, high = told["auc_low"], told["auc_high"]
    print(
        f"Accounts held out: AUC {told['auc']:.3f} ({low:.3f} to {high:.3f}; 0.5 is chance), mean error of "
        f"the forecasts {told['ece10']:.3f} in ten bins."
    )


def _area_text(area: dict[str, float | None]) -> str:
    interval = "" if area["low"] is None else f" ({area['low']:.3f} to {area['high']:.3f})"
    return f"{area['auc']:.3f}{interval}"


_EDITS = ("propose", "apply")
_ACTIONS = {
    "show": _show,
    "propose": _propose,
    "apply": _apply,
    "history": _history,
    "learn": _learn,
    "adopt": _adopt,
}
