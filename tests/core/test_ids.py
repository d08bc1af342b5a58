"""Keys of one process sort in the order in which they were made."""

from concurrent.futures import ThreadPoolExecutor

from apps.core.ids import uuid7


def test_keys_sort_in_the_order_in_which_they_are_made() -> None:
    made = [uuid7() for _ in range(5000)]
    assert made == sorted(made)
    assert {key.version for key in made} == {7}
    assert {key.variant for key in made} == {"specified in RFC 4122"}


def test_threads_never_get_the_same_key() -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: uuid7(), range(8000)))
    assert len(set(made)) == len(made)
