"""`article` fetches given URLs; `source` finds and fetches the articles of a site."""
