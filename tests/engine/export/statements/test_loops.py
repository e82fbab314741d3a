"""Lines that repeat become loops that do the same."""

import itertools

import pytest

from engine.export.statements.loops import (
    Line,
    Loop,
    array,
    arrays,
    indexed,
    printed,
    rolled,
    span,
)


def code(lines):
    """Return lines with marks as code, in loops where they repeat."""
    parts = rolled(lines)
    return printed(parts, indexed(parts))


def chain(times, text="{h} = {before} + {k}"):
    """Return lines of several times that read the time before."""
    return [
        Line(
            text.format(h=array("h", t), before=array("h", t - 1), k=array("x", 2 * t))
        )
        for t in times
    ]


def test_lines_that_repeat_are_a_loop_over_the_index():
    assert code(chain(range(1, 6))) == [
        "for t in range(1, 6):",
        "    h[t] = h[t - 1] + x[2 * t]",
    ]
    assert code(chain(range(7, 3, -1))) == [
        "for t in range(7, 3, -1):",
        "    h[t] = h[t - 1] + x[2 * t]",
    ]


def test_two_repetitions_stay_lines_with_names():
    assert code(chain([1, 2])) == ["h1 = h0 + x2", "h2 = h1 + x4"]


def test_what_does_not_grow_evenly_is_no_loop():
    assert code(chain([1, 2, 4])) == ["h1 = h0 + x2", "h2 = h1 + x4", "h4 = h3 + x8"]
    assert len(code(chain([1, 2, 3, 5, 6, 7]))) == 4
    same = [Line(f"a += x[{span(k, k + 1)}]") for k in range(4)]
    assert len(code(same)) == 4, "no array has the number as its index"


def test_several_lines_are_one_body_and_others_are_before_and_after():
    pairs = [
        Line(f"{array(name, t)} = {other}")
        for t in range(1, 5)
        for name, other in (("z", array("h", t - 1)), ("h", "z"))
    ]
    lines = code([Line("one = 1"), *pairs, Line(f"a = {array('h', 4)}")])
    assert lines == [
        "one = 1",
        "for t in range(1, 5):",
        "    z[t] = h[t - 1]",
        "    h[t] = z",
        "a = h[4]",
    ]


def test_rows_and_lists_of_arrays_follow_the_index():
    lines = [
        Line(f"{array('h', t)} = x[{span(3 * t - 3, 3 * t)}] + w[{span(0, 2)}]")
        for t in range(1, 4)
    ]
    last = Line(f"a = f({arrays('h', 1, 3)}, {arrays('o', 1, 2)})")
    assert code([*lines, last]) == [
        "for t in range(1, 4):",
        "    h[t] = x[3 * t - 3 : 3 * t] + w[0:2]",
        "a = f([h[k] for k in range(1, 4)], [o1, o2])",
    ]


@pytest.mark.parametrize(
    ("out", "condition"),
    [
        ((1,), "t > 1"),
        ((3,), "t != 3"),
        ((4, 1), "t not in (1, 4)"),
        ((9, 5, 1), "t not in range(1, 10, 4)"),
        ((9, 8, 7), "t not in range(7, 10)"),
        ((8, 7, 2), "t not in (2, 7, 8)"),
    ],
)
def test_a_line_that_some_repetitions_do_not_have_gets_a_condition(out, condition):
    lines = [
        line
        for t in range(9, 0, -1)
        for line in (
            Line(f"{array('d', t)} = 1"),
            Line(f"{array('d', t - 1)} += 1", t in out),
        )
    ]
    assert code(lines) == [
        "for t in range(9, 0, -1):",
        "    d[t] = 1",
        f"    if {condition}:",
        "        d[t - 1] += 1",
    ]


def test_a_line_that_no_repetition_has_is_left_out():
    lines = [
        line
        for t in range(4)
        for line in (Line(f"{array('d', t)} = 1"), Line(f"{array('d', t)} += 1", True))
    ]
    assert code(lines) == ["for t in range(0, 4):", "    d[t] = 1"]
    assert code([Line("a = 1", True), Line("b = 1")]) == ["b = 1"]


@pytest.mark.parametrize("n_times", [3, 4, 11])
@pytest.mark.parametrize("out", [(), (1,), (2, 3)])
def test_loops_do_what_the_lines_do_one_by_one(n_times, out):
    lines = []
    for t in range(n_times, 0, -1):
        lines.append(Line(f"{array('d', t)} = seen({t % 1}, {array('h', t)})"))
        more = f"x[{span(2 * t, 2 * t + 2)}]"
        lines.append(Line(f"{array('d', t)} += {more}.count(1)", t in out))
    parts = rolled(lines)
    assert any(isinstance(part, Loop) for part in parts)
    looped, flat = printed(parts, indexed(parts)), printed(lines, set())
    assert n_times == 3 or len(looped) < len(flat)
    x = [0, 1, 1] * 20
    names = {"seen": lambda _, h: h, "x": x, "d": {}}
    exec("\n".join(looped), names | {"h": {k: k**2 for k in range(n_times + 1)}})
    plain = names | {f"h{k}": k**2 for k in range(n_times + 1)}
    exec("\n".join(flat), plain)
    assert names["d"] == {k: plain[f"d{k}"] for k in range(1, n_times + 1)}


def test_a_loop_has_every_line_once():
    lines = chain(range(1, 9))
    (loop,) = rolled(lines)
    assert list(itertools.chain(*loop.repetitions)) == lines
