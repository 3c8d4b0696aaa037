"""The command line's front door: language, errors, and where each verb lives.

What lives here: the Typer application and its entry. Verbs live in `cli_*.py`; each imports what it needs when it
runs, so that a verb without a database starts fast. Errors become advice in `errors.py`, exit codes are `exits.py`.
"""

import os
import sys
from typing import Annotated

import typer

from arshjul.app.errors import tell
from arshjul.app.exits import BAD, OK
from arshjul.app.terminal import forgiving_streams, line
from arshjul.app.words import Group, is_help, usage_problem
from arshjul.models.codes import Lang
from arshjul.models.lang import say, set_lang
from arshjul.models.problems import BadInput, Problem, nearest

_LANGUAGES = {"nb": Lang.NB, "no": Lang.NB, "nn": Lang.NB, "en": Lang.EN}
_INTERRUPTED = 130


def main(argv: list[str] | None = None) -> None:
    """Entry of the console script; ends with SystemExit and the exit code."""
    forgiving_streams()
    try:
        code = _run(_take_language(list(sys.argv[1:] if argv is None else argv)))
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # so that nothing is said about it at the end
        code = OK
    except KeyboardInterrupt:
        code = _INTERRUPTED
    except Exception as error:
        code = tell(error)
    sys.exit(code)


def _run(args: list[str]) -> int:
    """Parse the line and run the verb; returns its exit code."""
    command = typer.main.get_command(_build())
    try:
        with command.make_context("arshjul", args) as context:
            command.invoke(context)
    except typer.Exit as stop:
        return stop.exit_code
    except typer.Abort:
        return _INTERRUPTED
    except typer.TyperException as error:
        if not is_help(error):
            raise usage_problem(error) from None
        line(error.format_message(), error=True)
        return BAD
    return OK


def _take_language(args: list[str]) -> list[str]:
    """Set the language from `--lang` anywhere, else ARSHJUL_LANG; returns the arguments without it.

    It is read before the commands are built, because their help texts depend on it.
    """
    set_lang(Lang.NB)
    source, chosen, rest = "ARSHJUL_LANG", os.environ.get("ARSHJUL_LANG", ""), []
    words = iter(args)
    for arg in words:
        if arg == "--":
            rest += [arg, *words]
        elif arg == "--lang":
            source, chosen = "--lang", next(words, "–")
        elif arg.startswith("--lang="):
            source, chosen = "--lang", arg.partition("=")[2] or "–"
        else:
            rest.append(arg)
    if chosen:
        set_lang(_language(source, chosen))
    return rest


def _language(source: str, chosen: str) -> Lang:
    """`nb`, `en`, or what a system's locale calls them. BadInput, in both languages, for any other."""
    short = chosen.lower().replace("_", "-").replace(".", "-").split("-")[0]
    if short in _LANGUAGES:
        return _LANGUAGES[short]
    what = f"ukjent språk: {chosen} / unknown language: {chosen}"
    raise BadInput([Problem(source, what, remedy=nearest(short, ["nb", "en"]))])


def _build() -> typer.Typer:
    from arshjul.app.cli_approval import register as approval_verbs
    from arshjul.app.cli_archive import register as archive_verbs
    from arshjul.app.cli_audit import register as audit_verbs
    from arshjul.app.cli_conflict import register as conflict_verbs
    from arshjul.app.cli_day import register as day_verbs
    from arshjul.app.cli_deliverable import register as deliverable_verbs
    from arshjul.app.cli_doctor import register as doctor_verbs
    from arshjul.app.cli_extension import register as extension_verbs
    from arshjul.app.cli_feed import register as feed_verbs
    from arshjul.app.cli_ladder import register as ladder_verbs
    from arshjul.app.cli_lists import register as list_verbs
    from arshjul.app.cli_meeting import register as meeting_verbs
    from arshjul.app.cli_outbox import register as outbox_verbs
    from arshjul.app.cli_person import register as person_verbs
    from arshjul.app.cli_remind import register as remind_verbs
    from arshjul.app.cli_reports import register as report_verbs
    from arshjul.app.cli_serve import register as serve_verbs
    from arshjul.app.cli_stats import register as stats_verbs
    from arshjul.app.cli_wheel import register as wheel_verbs

    app = typer.Typer(
        cls=Group,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        help=say(
            "Årshjul: frister, status, vurdering, påminnelser og kalendre for et porteføljekontor.",
            "Årshjul: deadlines, status, judgement, reminders and calendars for a portfolio office.",
        ),
        epilog=say(
            "På engelsk: --lang en eller ARSHJUL_LANG=en. Avslutningskoder: 0 i orden, 1 noe mangler, 2 feil bruk.",
            "In Norwegian: --lang nb or ARSHJUL_LANG=nb. Exit codes: 0 in order, 1 something falls short, 2 wrong use.",
        ),
    )
    _add_root(app)
    for register in (
        list_verbs, meeting_verbs, day_verbs, remind_verbs, ladder_verbs, outbox_verbs, report_verbs, wheel_verbs,
        approval_verbs, conflict_verbs, extension_verbs, deliverable_verbs, person_verbs, stats_verbs, audit_verbs, feed_verbs, serve_verbs,
        doctor_verbs, archive_verbs,
    ):  # fmt: skip
        register(app)
    return app


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        line(f"arshjul {version('arshjul')}")
        raise typer.Exit


def _add_root(app: typer.Typer) -> None:
    @app.callback()
    def root(
        version: Annotated[
            bool,
            typer.Option(
                "--version", callback=_show_version, is_eager=True, help=say("Vis versjonen.", "Show the version.")
            ),
        ] = False,
        lang: Annotated[
            str, typer.Option("--lang", metavar="nb|en", help=say("Språk: nb eller en.", "Language: nb or en."))
        ] = "nb",
    ) -> None:
        """Options of the whole program; the language was taken before the line is parsed."""


if __name__ == "__main__":
    main()
