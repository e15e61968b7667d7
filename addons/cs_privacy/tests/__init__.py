from . import test_encrypted_field
