"""Who removed what, by which rule, and why; the page in order, and where each field came from.

`explain(outcome)` gives an Explanation of what `clean` or `clean_text` returned; `as_table` shows it to a person at a
terminal, `as_html` in a browser, `as_dict` to a program.
"""

from cleaners.explanation.account import Explanation, FieldRow, Row, as_dict, explain
from cleaners.explanation.page import as_html
from cleaners.explanation.table import as_table

__all__ = ["Explanation", "FieldRow", "Row", "as_dict", "as_html", "as_table", "explain"]
