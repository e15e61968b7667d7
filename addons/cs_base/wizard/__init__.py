from . import cs_clause_review
