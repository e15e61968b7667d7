from . import test_encrypted_field
from . import test_field_options
from . import test_many_values
