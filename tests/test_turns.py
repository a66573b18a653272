"""A time is measured while no other test runs."""

import threading
import time

import pytest

pytest.importorskip("fcntl")  # elsewhere nobody waits


def test_who_measures_waits_for_the_others_and_they_for_him(request):
    Turns = type(request.config.pluginmanager.get_plugin("turns"))
    measuring, testing = Turns("of-this-test"), Turns("of-this-test")  # two workers
    told = []

    def measure():
        with measuring.alone():
            told.append("measures")
            time.sleep(0.3)
            told.append("has measured")

    def next_test():
        testing._enter("LOCK_SH")
        told.append("next test")
        testing._leave()

    testing._enter("LOCK_SH")
    first = threading.Thread(target=measure)
    first.start()
    time.sleep(0.3)
    assert told == []  # a test is running
    testing._leave()
    time.sleep(0.1)
    second = threading.Thread(target=next_test)
    second.start()
    first.join(5)
    second.join(5)
    for turns in (measuring, testing):
        turns.pytest_unconfigure()
    assert told == ["measures", "has measured", "next test"]
