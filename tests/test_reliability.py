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


REPORT = """<testsuites><testsuite>
<testcase classname="tests.datasets.test_fuzz_tables" name="test_tables[majorminer-captions.csv]">
  <properties><property name="inputs" value="25"/></properties></testcase>
<testcase classname="tests.datasets.test_fuzz_tables" name="test_tables[fma-tracks.csv]">
  <properties><property name="inputs" value="10"/></properties></testcase>
<testcase classname="tests.core.test_x" name="test_good"/>
<testcase classname="tests.core.test_x" name="test_bad"><failure message="no"/></testcase>
</testsuite></testsuites>"""


def fuzz_script():
    spec = importlib.util.spec_from_file_location("fuzz", PROJECT / "experiments" / "reliability" / "fuzz.py")
    fuzz = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(fuzz)
    return fuzz


def test_generated_inputs_are_counted_over_all_phases():
    found = fuzz_script()._statistics(STATISTICS)
    assert found == {"core/test_fuzz_options.py::test_fuzz_any_words_end_well": [21, 2]}


def test_inputs_that_tests_count_themselves_are_read_from_the_report(tmp_path):
    (tmp_path / "report.xml").write_text(REPORT)
    assert fuzz_script()._recorded(tmp_path / "report.xml") == {
        "datasets/test_fuzz_tables.py::test_tables": [35, 0],
        "core/test_x.py::test_bad": [0, 1],
    }
    assert fuzz_script()._recorded(tmp_path / "none.xml") == {}
