"""The scripts under experiments/reliability count what they claim to count."""

import importlib.util

from tests.conftest import PROJECT

STATISTICS = """
============================ Hypothesis Statistics =============================
tests/core/test_fuzz_options.py::test_fuzz_any_words_end_well:

  - during reuse phase (0.01 seconds):
    - 1 passing, 0 failing, and 0 invalid test cases
  - during generate phase (0.74 seconds):
    - 20 passing, 2 failing, and 2 invalid test cases

  - Stopped because settings.max_examples=20
"""


def test_generated_inputs_are_counted_over_all_phases():
    spec = importlib.util.spec_from_file_location("fuzz", PROJECT / "experiments" / "reliability" / "fuzz.py")
    fuzz = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(fuzz)
    assert fuzz._statistics(STATISTICS) == {"core/test_fuzz_options.py::test_fuzz_any_words_end_well": [21, 2]}
