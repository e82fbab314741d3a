"""Graph: which nodes read what, share a parameter, and depend on one."""

from engine.graph import Edge, Graph, Node, Parameter

W = Parameter("W", (("units", 3),), (("inputs", 2), ("more", 1)))
X = Node("input", (), 3, "x")
FIRST = Node("affine", (Edge(X),), 3, "z", 0, W)
SECOND = Node("affine", (Edge(FIRST),), 3, "z", 1, W)
MASKED = Node("dropout", (Edge(X),), 3, "masked")
LOSS = Node("mse", (Edge(SECOND), Edge(SECOND)), 1, "loss")
GRAPH = Graph((X, FIRST, SECOND, MASKED, LOSS))


def test_a_parameter_is_one_block_of_all_its_labels_and_the_bias():
    assert W.shape == (3, 4)
    bare = Parameter("V", W.rows, W.columns, use_bias=False)
    assert bare.shape == (3, 3)
    assert W.fan_in == bare.fan_in == 3


def test_parameters_come_in_the_order_of_first_use():
    other = Parameter("V", W.rows, W.columns)
    nodes = [X]
    for site, parameter in enumerate((other, W, other)):
        nodes.append(Node("affine", (Edge(nodes[-1]),), 3, "z", site, parameter))
    assert Graph(tuple(nodes)).parameters == (other, W)
    assert GRAPH.parameters == (W,)


def test_an_affine_map_with_biases_reads_ones():
    without = Parameter("V", W.rows, W.columns, use_bias=False)
    assert FIRST.reads_ones
    assert not Node("affine", (Edge(X),), 3, "z", 0, without).reads_ones
    assert not MASKED.reads_ones


def test_nodes_are_found_by_name():
    assert GRAPH.named("z") == [FIRST, SECOND]
    assert GRAPH.named("nosuch") == []


def test_the_users_of_a_parameter_and_the_readers_of_a_value():
    assert GRAPH.users == {W: [FIRST, SECOND]}
    assert GRAPH.readers[X] == [(FIRST, 0), (MASKED, 0)]
    assert GRAPH.readers[SECOND] == [(LOSS, 0), (LOSS, 1)]
    assert GRAPH.readers[LOSS] == []


def test_learning_is_what_depends_on_a_parameter():
    assert GRAPH.learning == {FIRST, SECOND, LOSS}


def test_nodes_of_equal_content_are_different():
    twin = Node("input", (), 3, "x")
    assert len({X, twin}) == 2
