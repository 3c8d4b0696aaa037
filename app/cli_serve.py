"""The verb `serve`.

What lives here: options in. Running the service is `serving.py`.
"""

from typing import Annotated

import typer

from arshjul.app.options import AsOfOption, DatabaseOption, PortfolioOption
from arshjul.app.places import chosen
from arshjul.app.words import Command
from arshjul.models.lang import say


def register(app: typer.Typer) -> None:
    """Add the verb to the application."""

    @app.command(
        cls=Command, help=say("Betjen kalendere som folk abonnerer på.", "Serve calendars that people subscribe to.")
    )
    def serve(
        host: Annotated[
            str,
            typer.Option(metavar=say("VERT", "HOST"), help=say("Adressen det lyttes på.", "The address to listen on.")),
        ] = "127.0.0.1",
        port: Annotated[
            int,
            typer.Option(
                metavar="PORT", help=say("Porten det lyttes på; 0 velger en ledig.", "The port; 0 takes a free one.")
            ),
        ] = 8080,
        workers: Annotated[
            int,
            typer.Option(
                metavar=say("TALL", "NUMBER"), min=1, max=64, help=say("Antall prosesser.", "How many processes.")
            ),
        ] = 1,
        as_of: AsOfOption = None,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
    ) -> None:
        from arshjul.app.serving import serve as run

        run(chosen(database=database, portfolio=portfolio), host, port, workers, as_of)
