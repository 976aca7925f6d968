"""Article, or index, consent wall, bot wall, soft 404, ...: with the evidence."""

from cleaners.model import Document, Page, Verdict


def judge(document: Document, page: Page) -> Verdict:
    """What kind of page the document was made of. A page is an article unless much speaks against it."""
    return Verdict("article", ("nothing speaks against it",))
