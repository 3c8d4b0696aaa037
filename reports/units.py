"""Money in the wrong unit: thousands or millions where kroner are meant, or the other way.

What lives here: noticing it by size, and the words. It is asked about, never mended: the same digits may be right.
"""

from decimal import Decimal

MANY_TIMES = 50
"""Nobody spends this many times what was allocated: so large a figure is a part of it in another unit."""
_FACTORS = (Decimal(1000), Decimal(1_000_000))
_OTHERWISE = ("mange ganger", "many times")
_WORDS = {
    Decimal(1000): ("om lag 1000 ganger", "about 1,000 times"),
    Decimal(1_000_000): ("om lag en million ganger", "about a million times"),
}


def factor(figure: Decimal, base: Decimal) -> Decimal | None:
    """How many times too large (1000 or 1,000,000) or too small (a thousandth, a millionth) beside `base`; None if neither.

    A figure counts as the same sum in another unit when it lies between half and twice of it there.
    """
    if figure <= 0 or base <= 0:
        return None
    for times in _FACTORS:
        if base * times <= figure * 2 and figure <= base * times * 2:
            return times
        if base <= figure * times * 2 and figure * times <= base * 2:
            return 1 / times
    return None


def in_units(off: Decimal) -> tuple[str, str]:
    """ "About 1000 times larger than" or "smaller than", in both languages; "many times" where it is neither unit."""
    times = off if off > 1 else 1 / off
    nb, en = _WORDS.get(times, _OTHERWISE)
    return (f"{nb} større enn", f"{en} larger than") if off > 1 else (f"{nb} mindre enn", f"{en} smaller than")
