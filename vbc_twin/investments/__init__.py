"""What can the ACO buy, and for whom?

Each investment is a file of `data/investments/`: whom it is for (an SQL condition on what is recorded), the staff it
needs and their caseload, the cascade of uptake (reached, accepted, stays), how its effect grows and fades, what it
costs, and what it changes. On a person-month

    log effect = exposure x log ratio,   exposure = 1 - exp(-months / onset) while enrolled,
                                         halved every half-life after leaving

so an effect is felt by those enrolled, not by those invited. An option (a physician on call, a pharmacist) adds effects
or replaces some, at its own cost. `Investment.load(name).sized(nurses=4)` says how much of it is bought.

Sources: the project's cards of programme evidence, with trials re-read where marked. Defaults are near the null
wherever trials are. Left out: effects on experience and adherence, a site's own effectiveness, vacancies, time to hire.
"""

from vbc_twin.investments.investment import Investment, names
from vbc_twin.investments.option import Option

__all__ = ["Investment", "Option", "names"]
