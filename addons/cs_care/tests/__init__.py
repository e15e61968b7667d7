from . import test_survey_answer
from . import test_survey_call
from . import test_survey_draw
from . import test_survey_followup
from . import test_survey_page
from . import test_survey_results
from . import test_survey_security
from . import test_survey_tour
