"""How many dispatchers Prefect runs at once: a global concurrency limit with a name.

What lives here: the name, and making the limit where it is missing. Whoever has set another number keeps it.
"""

DISPATCH_LIMIT = "arshjul-dispatch"


async def ensure_limit() -> None:
    """Make the limit on the server that is in use, unless it is there."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import GlobalConcurrencyLimitCreate
    from prefect.exceptions import ObjectNotFound

    async with get_client() as client:
        try:
            await client.read_global_concurrency_limit_by_name(DISPATCH_LIMIT)
        except ObjectNotFound:
            made = GlobalConcurrencyLimitCreate(name=DISPATCH_LIMIT, limit=1)
            await client.create_global_concurrency_limit(made)
