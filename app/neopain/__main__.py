"""`python -m neopain` is `neopain`."""

import sys

from neopain.main import main

sys.exit(main())
