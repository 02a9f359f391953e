"""Loaded before all else in the process that the workers are copies of: one worker is to keep one processor busy.

numpy asks how many threads it may have when it is loaded; later is too late.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
