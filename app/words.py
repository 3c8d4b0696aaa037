"""Typer's own words in the reader's language: help pages, and what is wrong with a command line.

What lives here: the two command classes that all verbs are made with, and usage errors as problems. Typer looks up
only some of its texts (gettext) and writes the others into its code, so both the pages and the errors are worded here.
"""

from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from arshjul.models.lang import say
from arshjul.models.problems import BadInput, Problem, nearest


class Command(TyperCommand):
    """A verb whose help and errors are in the reader's language."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the line; an error that does not know its verb is told."""
        try:
            return super().parse_args(ctx, args)
        except typer.TyperException as error:
            if getattr(error, "ctx", None) is None:
                vars(error)["ctx"] = ctx
            raise

    def get_help_option(self, ctx: Any) -> Any:
        """The option `--help`, worded."""
        return _worded(super().get_help_option(ctx))

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """What follows the verb on the line of usage."""
        return _signature(ctx.command)

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """The line of usage."""
        formatter.write_usage(
            ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix=say("Bruk: ", "Usage: ")
        )

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Arguments and options with their help."""
        _write_parameters(self, ctx, formatter)


class Group(TyperGroup):
    """A group of verbs whose help and errors are in the reader's language."""

    def get_help_option(self, ctx: Any) -> Any:
        """The option `--help`, worded."""
        return _worded(super().get_help_option(ctx))

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """What follows the group on the line of usage."""
        return [*_signature(ctx.command), say("KOMMANDO …", "COMMAND …")]

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """The line of usage."""
        formatter.write_usage(
            ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix=say("Bruk: ", "Usage: ")
        )

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """The verbs of the group, then its options."""
        with formatter.section(say("Kommandoer", "Commands")):
            formatter.write_dl([(name, command.help or "") for name, command in self.commands.items()])
        _write_parameters(self, ctx, formatter)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The verb named. BadInput with the nearest one when there is none of that name."""
        if args[0] not in self.commands:
            what = say(f"ukjent kommando: {args[0]}", f"unknown command: {args[0]}")
            raise BadInput([Problem(ctx.command_path, what, remedy=nearest(args[0], list(self.commands)))])
        return super().resolve_command(ctx, args)


def usage_problem(error: typer.TyperException) -> BadInput:
    """What is wrong with the command line, worded; the page of help when nothing was asked for."""
    context: Any = getattr(error, "ctx", None)
    place = context.command_path if context else "arshjul"
    what, remedy = _wording(error, context)
    return BadInput([Problem(place, what, remedy=remedy or say(f"se {place} --help", f"see {place} --help"))])


def is_help(error: typer.TyperException) -> bool:
    """Whether the error is Typer's way of showing help for a group that was called alone."""
    return type(error).__name__ == "NoArgsIsHelpError"


def _wording(error: Any, context: Any) -> tuple[str, str]:
    """By the class's name: the classes are private to Typer."""
    message = error.format_message()
    match type(error).__name__:
        case "MissingParameter" if error.param is not None:
            name = _named(error.param)
            return say(f"mangler {name}", f"{name} is missing"), (error.param.help or "").rstrip(".")
        case "NoSuchOption":
            what = say(f"ukjent valg: {error.option_name}", f"unknown option: {error.option_name}")
            if isinstance(context.command, Group) and not error.possibilities:
                return what, say("valg skrives etter kommandoen", "options are written after the command")
            return what, nearest(error.option_name, error.possibilities) if error.possibilities else ""
        case "BadOptionUsage" if "requires" in message:
            return say(f"{error.option_name} mangler en verdi", f"{error.option_name} needs a value"), ""
        case "BadOptionUsage":
            return say(f"{error.option_name} tar ingen verdi", f"{error.option_name} takes no value"), ""
    if message.startswith("Missing command"):
        return say("mangler en kommando", "a command is missing"), ""
    if message.startswith("Got unexpected extra"):
        extra = message.partition("(s) (")[2].rstrip(")")
        return say(f"for mange ord: {extra}", f"too many words: {extra}"), ""
    return message, ""


def _worded(option: Any) -> Any:
    if option is not None:
        option.help = say("Vis denne hjelpen.", "Show this help.")
    return option


def _signature(command: Any) -> list[str]:
    """Required options, the word for the others, arguments."""
    named = [_named(param) for param in command.params if _is_option(param) and param.required]
    others = [say("[VALG]", "[OPTIONS]")]
    return named + others + [_named(param) for param in command.params if not _is_option(param)]


def _write_parameters(command: Any, ctx: Any, formatter: Any) -> None:
    shown = [param for param in command.get_params(ctx) if not param.hidden]
    for heading, wanted in ((say("Argumenter", "Arguments"), False), (say("Valg", "Options"), True)):
        rows = [(_named(param), param.help or "") for param in shown if _is_option(param) is wanted]
        if rows:
            with formatter.section(heading):
                formatter.write_dl(rows)


def _is_option(param: Any) -> bool:
    return bool(param.param_type_name == "option")


def _named(param: Any) -> str:
    """`--out FILE`, `--flow`, or `FILE...`."""
    if not _is_option(param):
        return f"{param.display_name_raw}{'...' if param.nargs != 1 else ''}"
    name = ", ".join(param.opts)
    return name if param.is_flag else f"{name} {param.display_name_raw}"
