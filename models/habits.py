"""The office's own habits: what it asks of a report beyond letter and mandate, each of which it may turn off.

What lives here: the settings. What only the office asks for is shown to the actor and never makes a report
incomplete, whatever is set here.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool


class Habits(BaseModel):
    """What the office asks for, and where it draws its lines.

    `risk_scale`: probability and consequence (1-5) of every open risk. `risk_owner`: who answers for a risk whose
    probability times consequence is `high_risk` or more. `economy_columns`: all four of allocated, carried over,
    spent, forecast. `explained_lights`: a yellow or red light has its deviation and its mitigation.
    `forecast_tolerance`: per cent of what is available that a forecast may differ by without an explanation; None
    asks for none. `continuity`: what the last report left open is answered.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    risk_scale: StrictBool = True
    risk_owner: StrictBool = True
    high_risk: Annotated[int, Field(ge=1, le=25, strict=True)] = 12
    economy_columns: StrictBool = True
    explained_lights: StrictBool = True
    forecast_tolerance: Annotated[int, Field(ge=0, le=100, strict=True)] | None = 5
    continuity: StrictBool = True
