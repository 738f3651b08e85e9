"""Tells the stories of the modules named, in one guest; the container goes from one to the next."""
import sys
import unittest

import story

told = unittest.main(module=None, exit=False)
story.end()
sys.exit(not told.result.wasSuccessful())
