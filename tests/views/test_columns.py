import gzip
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lagebild.views.columns import Column, ColumnStore, UnknownResourceError, pack, unpack


def test_columns_come_back_with_their_meta() -> None:
    columns = {
        "start": np.array([0, 3], dtype=np.uint32),
        "height": np.array([1.5, np.nan, -2.0], dtype=np.float32),
        "flag": np.array([1], dtype=np.uint8),
    }
    meta, found = unpack(pack(columns, {"name": "Größe", "list": [1, None]}))
    assert meta == {"name": "Größe", "list": [1, None]}
    for name, values in columns.items():
        np.testing.assert_array_equal(found[name], values)
        assert found[name].dtype == values.dtype


@given(arrays(np.float64, st.integers(0, 40), elements=st.floats(-180, 180)))
def test_quantised_degrees_come_back_within_half_a_step(values: np.ndarray) -> None:
    _, found = unpack(pack({"longitude": Column.quantised(values, 1e-7)}))
    assert np.all(np.abs(found["longitude"] - values) <= 0.5e-7 + 1e-12)


def test_offsets_are_aligned_whatever_the_headers_length() -> None:
    for length in range(1, 40):
        container = pack({"a": np.arange(3, dtype=np.uint8), "b": np.arange(3, dtype=np.float64)}, {"x": "y" * length})
        _, found = unpack(container)
        np.testing.assert_array_equal(found["b"], [0, 1, 2])
        assert container.index(np.arange(3, dtype=np.float64).tobytes()) % 8 == 0


def test_values_beyond_the_steps_are_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        Column.quantised(np.array([1e6]), 1e-7)


def test_other_dtypes_are_refused() -> None:
    with pytest.raises(TypeError, match="complex"):
        pack({"z": np.array([1j])})


def test_store_names_by_content_and_keeps_one_copy() -> None:
    store = ColumnStore()
    name = store.put(pack({"a": np.arange(3, dtype=np.uint8)}))
    held = store.held_bytes
    assert store.put(pack({"a": np.arange(3, dtype=np.uint8)})) == name
    assert store.held_bytes == held
    assert store.put(pack({"a": np.arange(4, dtype=np.uint8)})) != name
    _, found = unpack(gzip.decompress(store.get(name)))
    np.testing.assert_array_equal(found["a"], [0, 1, 2])


def test_store_makes_registered_resources_once() -> None:
    asked: list[str] = []
    store = ColumnStore()
    store.register("terrain/abc", lambda rest: (asked.append(rest), pack({}, {"tile": rest}))[1])
    assert unpack(gzip.decompress(store.get("terrain/abc/1/0/1")))[0] == {"tile": "1/0/1"}
    store.get("terrain/abc/1/0/1")
    assert asked == ["1/0/1"]


def test_store_drops_the_oldest_made_resources(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lagebild.views.columns._CACHED_BYTES", 5000)
    store = ColumnStore()
    rng = np.random.default_rng(1)
    store.register("t", lambda rest: pack({"noise": rng.integers(0, 255, 2000, dtype=np.uint8)}))
    threads = [threading.Thread(target=store.get, args=(f"t/{number}",)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.held_bytes <= 5000


@pytest.mark.parametrize("name", ["columns/none", "", "../../etc/passwd", "terrain/abc"])
def test_unknown_names_are_refused(name: str) -> None:
    with pytest.raises(UnknownResourceError):
        ColumnStore().get(name)


def test_what_is_promised_is_made_once_however_many_ask() -> None:
    made = []
    store = ColumnStore()

    def make() -> bytes:
        made.append(1)
        return b"content"

    store.promise("columns/x", make)
    assert made == []
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(store.get, ["columns/x"] * 8))
    assert {gzip.decompress(answer) for answer in answers} == {b"content"}
    store.keep_promises()
    assert made == [1]


def test_a_promise_that_fails_is_made_again() -> None:
    store, tries = ColumnStore(), []

    def make() -> bytes:
        tries.append(1)
        if len(tries) == 1:
            raise MemoryError
        return b"content"

    store.promise("columns/x", make)
    with pytest.raises(MemoryError):
        store.get("columns/x")
    assert gzip.decompress(store.get("columns/x")) == b"content"
