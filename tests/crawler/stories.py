"""Invented news stories for test sites: enough prose that nobody takes them for anything else."""

TOWNS = ("Aldermoor", "Brackwater", "Corrigan Bay", "Dunmarrow", "Eastlow", "Fenwick Green", "Garrowby", "Hollin Ferry")
SUBJECTS = ("harbour", "library", "tramway", "orchard", "lighthouse", "hospital", "market hall", "reservoir")

PARAGRAPHS = """
The council of {town} voted on Tuesday night to rebuild the old {subject}, ending a dispute that had divided the town
for almost eleven years and had cost two mayors their office.

Work is to begin in the spring, said Marta Oduya, who heads the building department, and should take no longer than
eighteen months if the ground turns out to be as firm as the surveyors believe.

“We have waited long enough for this {subject},” she told a crowded meeting. “Nobody in {town} wants to see another
winter go by with the roof open to the rain and the doors nailed shut.”

The plan will cost an estimated 14 million crowns, of which the region pays half. The rest is to come from a loan that
the town will repay over twenty years, and from the sale of a disused warehouse near the station.

Opponents fear that the sum will not be enough. Teodor Lindqvist, a retired engineer who led the campaign against the
project, pointed out that the last estimate had doubled within three years of being published.

Shopkeepers in the streets around the {subject} were more hopeful. Several said that trade had fallen by a third since
the building was closed, and that visitors now drove past {town} without stopping.

A final decision on the contract is expected in March. Until then the fence around the {subject} will stay where it
is, and the buses will continue to stop on the other side of the square.
"""


def title(n: int) -> str:
    """The headline of story n."""
    return f"{TOWNS[n % 8]} votes to rebuild its old {SUBJECTS[(n // 8 + n) % 8]} (part {n})"


def paragraphs(n: int) -> list[str]:
    """The paragraphs of story n, no two stories being the same."""
    names = {"town": TOWNS[n % 8], "subject": SUBJECTS[(n // 8 + n) % 8]}
    return [" ".join(p.format(**names).split()) for p in PARAGRAPHS.split("\n\n")] + [
        f"It was vote number {n + 100} of the council's present term."
    ]


def page(n: int, head: str = "") -> str:
    """The HTML page of story n."""
    body = "\n".join(f"<p>{p}</p>" for p in paragraphs(n))
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title(n)} - The Test Courier</title>{head}'
        f'</head><body><header><a href="/">The Test Courier</a></header><main><article><h1>{title(n)}</h1>{body}'
        f"</article></main><footer>The Test Courier</footer></body></html>"
    )
