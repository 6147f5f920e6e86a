"""Fail unless a JUnit report holds tests and none was skipped: ``none_skipped.py REPORT.xml``."""

import sys
from xml.etree import ElementTree

suites = ElementTree.parse(sys.argv[1]).getroot().iter("testsuite")
counts = [(int(suite.get("tests", 0)), int(suite.get("skipped", 0))) for suite in suites]
ran, skipped = sum(tests for tests, _ in counts), sum(skips for _, skips in counts)
if ran == 0 or skipped > 0:
    sys.exit(f"{ran} tests, {skipped} of them skipped; in CI all of them have to run")
