"""What an object offers, route by route: the table of `explain`.

It takes nothing: what is borrowed to be described is let go at once.
"""

from dataclasses import dataclass

from fishplate_exchange import _native


@dataclass(frozen=True)
class Offer:
    """One route, as an object offers it.

    Attributes
    ----------
    route
        `buffer`, `dlpack`, `exchange-table`, `arrow`, `array-interface` or `cuda-interface`.
    is_offered
        Whether there is an array that can be described.
    why_not
        What the object, or the check of its offer, said; None where it simply is not there.
    dtype, shape, strides, readonly, device, address
        The array; strides in bytes. None where none is offered.
    """

    route: str
    is_offered: bool
    why_not: str | None
    dtype: str | None = None
    shape: tuple[int, ...] | None = None
    strides: tuple[int, ...] | None = None
    readonly: bool | None = None
    device: str | None = None
    address: int | None = None

    @property
    def alignment_bytes(self) -> int | None:
        """The largest power of two that divides the address, up to 4096; JAX asks for 64."""
        if self.address is None:
            return None
        return min(self.address & -self.address, 4096) or 4096


@dataclass(frozen=True)
class Explanation:
    """Every route of an object, in the order in which `accept` tries them."""

    type_name: str
    offers: tuple[Offer, ...]

    @property
    def route(self) -> str | None:
        """The route that `accept` would take; None where it takes none unasked."""
        unasked = (offer for offer in self.offers if not offer.route.endswith("interface"))
        return next((offer.route for offer in unasked if offer.is_offered), None)

    def __str__(self) -> str:
        """A table for people."""
        rows = [("protocol", "offered", "rights", "aligned to", "note")]
        for offer in self.offers:
            if not offer.is_offered:
                rows.append((offer.route, "no", "", "", offer.why_not or "not there"))
                continue
            rights = "read-only" if offer.readonly else "writable"
            what = f"{offer.dtype} {offer.shape}, strides {offer.strides}, on {offer.device}"
            note = offer.why_not or _NOTES.get(offer.route, "")
            rows.append((offer.route, what, rights, str(offer.alignment_bytes), note))
        widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
        lines = [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            for row in rows
        ]
        return "\n".join([f"{self.type_name}:", *(line.rstrip() for line in lines)])


_NOTES = {
    "array-interface": "an address that nothing holds: only with trust_pointer=True",
    "cuda-interface": "data only: the memory is never read here",
}


def explain(obj: object) -> Explanation:
    """What the object offers, with what rights, and why what it does not offer is missing.

    Parameters
    ----------
    obj
        Any object.

    Returns
    -------
    Explanation
        One offer for each route; `str` makes a table of it.
    """
    offers = []
    for row in _native.describe(obj):
        offers.append(
            Offer(
                route=row["route"],
                is_offered=row["offered"],
                why_not=row["said"],
                dtype=row.get("dtype"),
                shape=row.get("shape"),
                strides=row.get("strides"),
                readonly=row.get("readonly"),
                device=row.get("device"),
                address=row.get("address"),
            )
        )
    kind = type(obj)
    module = "" if kind.__module__ == "builtins" else f"{kind.__module__}."
    return Explanation(type_name=f"{module}{kind.__qualname__}", offers=tuple(offers))
