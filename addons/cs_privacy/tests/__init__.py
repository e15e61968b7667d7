from . import test_encrypted_field
from . import test_field_options
