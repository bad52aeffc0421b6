import math
import sys

import pytest

from lagebild.codecs.optional import needs
from lagebild.errors import LagebildError, MissingPackageError


def test_a_package_that_is_there():
    assert needs("math", "sums", purpose="sums") is math


@pytest.mark.parametrize("name", ["pyulog", "pyulog.core"])
def test_a_missing_package_is_one_sentence_with_the_remedy(monkeypatch, name):
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(
        MissingPackageError, match=r'^PX4 logs need .*"pyulog": pip install "lagebild\[ulog\]"$'
    ) as caught:
        needs(name, "ulog", purpose="PX4 logs")
    assert isinstance(caught.value, LagebildError)
    assert isinstance(caught.value, ImportError)
