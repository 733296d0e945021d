"""Publish one new catalogue from eight processes at once, and say what each was told.

python -m tests.at_once CONTENT        (DATABASE_URL names the database)
"""

import json
import multiprocessing
import sys
import time
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connections

LOADS = 8


def load(catalogue, start, answers):
    """Wait for the others, then publish."""
    from navigator.content.publish import Refused, publish

    start.wait()
    try:
        answers.put("published" if publish(catalogue).changed else "nothing new")
    except Refused as error:
        answers.put(str(error))


def main(content: str) -> None:
    django.setup()
    from navigator.content.load import read_all
    from navigator.models import Release

    call_command("migrate", verbosity=0)
    catalogue = read_all(Path(content))
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    start, answers = fork.Barrier(LOADS + 1), fork.SimpleQueue()
    loads = [fork.Process(target=load, args=(catalogue, start, answers)) for _ in range(LOADS)]
    for each in loads:
        each.start()
    start.wait()
    started = time.monotonic()
    told = [answers.get() for _ in loads]
    seconds = time.monotonic() - started
    for each in loads:
        each.join()
    print(json.dumps({"told": told, "seconds": seconds, "releases": Release.objects.count()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
