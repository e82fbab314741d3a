"""Scripts and a notebook that go on with a run."""
