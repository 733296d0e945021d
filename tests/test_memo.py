"""What is kept with a release never holds what one person chose: docs/decisions/0006."""

import pytest

from navigator.serving.current_release import forget
from tests import people

CAST = [
    people.TRIED_ONE,
    people.TRIED_ONE | {"open": ["rtms", "cbt"]},
    people.TRIED_TWO | {"open": ["rtms"]},
    people.UNSURE_OF_EVERYTHING | {"open": ["cbt"]},
    people.TRIED_EVERYTHING,
]


def answer(client, form: dict) -> bytes:
    return client.post("/options/", form, headers={"HX-Request": "true"}).content


@pytest.mark.parametrize("person", CAST)
def test_an_answer_is_the_same_whoever_came_before(client, published, person):
    alone = answer(client, person)
    forget()  # the release is read anew, with an empty memo
    for other in CAST:
        answer(client, other)
    assert answer(client, person) == alone
