"""The command line's front door: language, errors, and where each verb lives.

What lives here: the Typer application and the one place that turns errors into advice and exit codes:
0 done, 1 something falls short, 2 wrong use or bad input. Verbs live in `cli_*.py`; each imports what it
needs when it runs, so that a verb without a database starts fast.
"""

import os
import sys
from typing import Annotated, NoReturn

import typer

from arshjul.models.codes import Lang
from arshjul.models.lang import say, set_lang
from arshjul.models.problems import BadInput, Problem, nearest

OK, FALLS_SHORT, BAD = 0, 1, 2


def main(argv: list[str] | None = None) -> None:
    """Entry of the console script."""
    args = list(sys.argv[1:] if argv is None else argv)
    try:
        args = _take_language(args)
        _build()(args=args, prog_name="arshjul")
    except BadInput as error:
        _tell(error)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(OK)
    except KeyboardInterrupt:
        sys.exit(130)


def _take_language(args: list[str]) -> list[str]:
    """Set the language from `--lang` anywhere, else ARSHJUL_LANG; returns the arguments without it.

    It is read before the commands are built, because their help texts depend on it.
    """
    chosen, rest = os.environ.get("ARSHJUL_LANG", ""), []
    words = iter(args)
    for arg in words:
        if arg == "--":
            rest += [arg, *words]
        elif arg == "--lang":
            chosen = next(words, "")
        elif arg.startswith("--lang="):
            chosen = arg.partition("=")[2]
        else:
            rest.append(arg)
            continue
    if chosen:
        short = chosen.lower().replace("_", "-").split("-")[0]
        known = {"nb": Lang.NB, "no": Lang.NB, "en": Lang.EN}
        if short not in known:
            what = f"ukjent språk: {chosen} / unknown language: {chosen}"
            raise BadInput([Problem("--lang", what, remedy=nearest(short, ["nb", "en"]))])
        set_lang(known[short])
    return rest


def _tell(error: BadInput) -> NoReturn:
    from rich.console import Console
    from rich.text import Text

    console = Console(stderr=True, highlight=False, soft_wrap=True)
    for problem in error.problems[:50]:
        console.print(Text(_clean(str(problem))))
    if len(error.problems) > 50:
        more = len(error.problems) - 50
        console.print(say(f"… og {more} til", f"… and {more} more"))
    sys.exit(BAD)


def _clean(text: str) -> str:
    """Without control characters, so that a hostile file cannot steer the terminal."""
    return "".join(char if char.isprintable() else "�" for char in text)


def _build() -> typer.Typer:
    from arshjul.app import cli_day, cli_lists, cli_reports, cli_wheel

    _norwegian_headings()
    app = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        help=say(
            "Årshjul: frister, status, vurdering, påminnelser og kalendre for et porteføljekontor.",
            "Årshjul: deadlines, status, judgement, reminders and calendars for a portfolio office.",
        ),
        epilog=say(
            "Språk: --lang en eller ARSHJUL_LANG=en. Avslutningskoder: 0 i orden, 1 noe mangler, 2 feil bruk.",
            "Language: --lang nb or ARSHJUL_LANG=nb. Exit codes: 0 in order, 1 something falls short, 2 wrong use.",
        ),
    )

    @app.callback(invoke_without_command=True)
    def root(
        ctx: typer.Context,
        version: Annotated[bool, typer.Option("--version", help=say("Vis versjonen.", "Show the version."))] = False,
        lang: Annotated[str, typer.Option("--lang", help=say("Språk: nb eller en.", "Language: nb or en."))] = "nb",
    ) -> None:
        if version:
            from importlib.metadata import version as installed

            typer.echo(f"arshjul {installed('arshjul')}")
            raise typer.Exit
        if ctx.invoked_subcommand is None:
            typer.echo(ctx.get_help())
            raise typer.Exit(BAD)

    for module in (cli_wheel, cli_lists, cli_day, cli_reports):
        module.register(app)
    return app


def _norwegian_headings() -> None:
    """Typer's own headings, in the reader's language."""
    from typer import rich_utils

    rich_utils.ARGUMENTS_PANEL_TITLE = say("Argumenter", "Arguments")
    rich_utils.OPTIONS_PANEL_TITLE = say("Valg", "Options")
    rich_utils.COMMANDS_PANEL_TITLE = say("Kommandoer", "Commands")
    rich_utils.ERRORS_PANEL_TITLE = say("Feil", "Error")


if __name__ == "__main__":
    main()
