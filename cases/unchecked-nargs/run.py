"""Adds with one argument too few."""

import adding


def main() -> str:
    """Say what comes of a missing argument."""
    # An argument list of its own, so that nothing lies behind the only one.
    arguments = (1,)
    try:
        return f"answered {type(adding.add(*arguments)).__name__}"
    except TypeError:
        return "refused"


if __name__ == "__main__":
    print(main())
