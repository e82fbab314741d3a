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


def test_the_words_of_a_gradient_differ_by_input_where_the_kind_has_some_for_each():
    one = Kind(name="k", latex="", latex_backward="dx", numpy_backward="{out} = 1")
    assert one.words_back(0) == one.words_back(1) == ("dx", "{out} = 1")
    two = Kind(name="k", latex="", by_input=(("dx", "a"), ("dy", "b")))
    assert [two.words_back(k) for k in range(2)] == [("dx", "a"), ("dy", "b")]
