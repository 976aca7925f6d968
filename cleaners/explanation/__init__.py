"""Who removed what, by which rule, and why; the page in order, and where each field came from.

    explanation = explain(clean(html, url))
    print(as_table(explanation))                  # for a person at a terminal
    Path("page.html").write_text(as_html(explanation), encoding="utf-8")
"""

from cleaners.explanation.account import Explanation, FieldRow, Row, as_dict, explain
from cleaners.explanation.page import as_html
from cleaners.explanation.table import as_table

__all__ = ["Explanation", "FieldRow", "Row", "as_dict", "as_html", "as_table", "explain"]
