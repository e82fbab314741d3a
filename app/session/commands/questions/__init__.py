"""Questions about a run or a step, which change nothing."""
