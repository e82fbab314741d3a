"""Kind: what follows from the terms of a kind."""

from engine.functions.kinds.kind import Kind


def test_a_gradient_is_passed_on_where_an_input_is_a_term_of_its_own():
    kind = Kind(name="k", latex="", terms=(("on->on", (0,)), ("on,on->on", (1, 2))))
    assert [kind.passes(k) for k in range(3)] == [True, False, False]
    assert not kind.is_masked


def test_a_mask_is_an_operand_like_others():
    assert Kind(name="k", latex="", terms=(("on,on->on", ("mask", 0)),)).is_masked


def test_a_kind_computes_nothing_by_default():
    kind = Kind(name="k", latex="")
    functions = kind.forward, kind.local, kind.backward, kind.gradient
    assert [f(None) for f in functions] == [()] * 4
