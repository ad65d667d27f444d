"""Facts of one wheel: its tags, its sizes, and what its extension module asks of the machine.

Nothing is built or run here; the module is read as the ELF file that it is.
"""

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from elftools.elf.elffile import ELFFile

_NAME = re.compile(r"[^-]+-[^-]+-(?P<python>[^-]+)-(?P<abi>[^-]+)-(?P<platform>[^-]+)\.whl")
_GLIBC = re.compile(r"GLIBC_(\d+)\.(\d+)")


@dataclass(frozen=True)
class WheelFacts:
    """What a wheel says of itself, and what its extension module says."""

    name: str
    tag: str
    platform: str
    wheel_bytes: int
    module_bytes: int
    libraries: tuple[str, ...]
    # The newest version of the C library that a symbol of the module belongs to.
    glibc: tuple[int, int]

    @property
    def glibc_of_tag(self) -> tuple[int, int] | None:
        """The oldest C library that the tag promises to work with; none for a plain `linux` tag."""
        found = re.match(r"manylinux_(\d+)_(\d+)_", self.platform)
        return (int(found[1]), int(found[2])) if found else None

    def breaches(self) -> list[str]:
        """What would make the wheel fail on a machine that its tags name."""
        found = [
            f"{self.name}: links {library}; an extension module takes Python from who imports it"
            for library in self.libraries
            if library.startswith("libpython")
        ]
        if self.glibc_of_tag and self.glibc > self.glibc_of_tag:
            needs = ".".join(map(str, self.glibc))
            found.append(f"{self.name}: needs glibc {needs}, which is newer than its tag says")
        return found


def wheel_facts(path: Path) -> WheelFacts:
    """Read a wheel with one extension module.

    Raises
    ------
    ValueError
        If the file name is no wheel's, or the wheel has not exactly one extension module.
    """
    name = _NAME.fullmatch(path.name)
    with zipfile.ZipFile(path) as archive:
        modules = [entry for entry in archive.namelist() if entry.endswith(".so")]
        if name is None or len(modules) != 1:
            raise ValueError(f"{path}: not a wheel with one extension module")
        code = archive.read(modules[0])
    elf = ELFFile(io.BytesIO(code))
    return WheelFacts(
        name=path.name,
        tag=f"{name['python']}-{name['abi']}",
        platform=name["platform"],
        wheel_bytes=path.stat().st_size,
        module_bytes=len(code),
        libraries=tuple(
            tag.needed
            for tag in elf.get_section_by_name(".dynamic").iter_tags()
            if tag.entry.d_tag == "DT_NEEDED"
        ),
        glibc=max(_versions(elf), default=(0, 0)),
    )


def _versions(elf: ELFFile) -> list[tuple[int, int]]:
    section = elf.get_section_by_name(".gnu.version_r")
    names = [aux.name for _, auxes in section.iter_versions() for aux in auxes] if section else []
    found = (_GLIBC.fullmatch(name) for name in names)
    return [(int(version[1]), int(version[2])) for version in found if version]
