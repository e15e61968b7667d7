from . import test_vouch
