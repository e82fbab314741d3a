"""Operations: the graph of the operations of a step, and its numbers."""
