"""A wheel that would fail on a machine that its tags name is found out."""

import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from wheel_facts import WheelFacts, wheel_facts

BUILT = Path(__file__).parent.parent.parent / "target" / "examples-wheels"

GOOD = WheelFacts(
    name="m-1-cp311-cp311-manylinux_2_28_x86_64.whl",
    tag="cp311-cp311",
    platform="manylinux_2_28_x86_64",
    wheel_bytes=1,
    module_bytes=1,
    libraries=("libc.so.6", "libgcc_s.so.1"),
    glibc=(2, 28),
)


@pytest.fixture
def built():
    """The wheel that `make test-rust-extension` has just built."""
    wheels = sorted(BUILT.glob("rust_extension-*-abi3-*.whl"))
    if not wheels:
        pytest.skip("no wheel is built; type `make test-rust-extension`")
    return wheels[0]


def test_a_good_wheel_has_no_breach():
    assert GOOD.breaches() == []
    # A plain tag promises nothing about the C library.
    assert replace(GOOD, platform="linux_x86_64", glibc=(2, 40)).breaches() == []


def test_libpython_is_a_breach():
    (breach,) = replace(GOOD, libraries=("libpython3.11.so.1.0",)).breaches()
    assert "libpython3.11" in breach


@pytest.mark.parametrize(("glibc", "is_fine"), [((2, 9), True), ((2, 28), True), ((2, 29), False)])
def test_versions_of_the_c_library_are_compared_as_numbers(glibc, is_fine):
    assert (replace(GOOD, glibc=glibc).breaches() == []) is is_fine


def test_a_built_wheel_is_read(built):
    facts = wheel_facts(built)
    assert facts.tag == "cp311-abi3"
    assert "libc.so.6" in facts.libraries
    assert facts.glibc >= (2, 2)
    assert facts.breaches() == []
    assert facts.module_bytes > facts.wheel_bytes > 10_000


def test_what_is_no_wheel_with_one_module_is_named(built, tmp_path):
    odd = tmp_path / "odd.whl"
    shutil.copy(built, odd)
    with pytest.raises(ValueError, match=r"odd\.whl: not a wheel with one extension module"):
        wheel_facts(odd)
    empty = tmp_path / built.name
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("readme.txt", "")
    with pytest.raises(ValueError, match="not a wheel with one extension module"):
        wheel_facts(empty)
