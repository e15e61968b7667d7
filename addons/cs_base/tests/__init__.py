from . import test_clause
from . import test_clause_core
from . import test_clause_review
