import json
import math

from app.protocol.answers.inspection import FactorFields, MatrixFields, RefFields


def test_what_is_not_computed_yet_goes_out_as_null() -> None:
    ref = RefFields(quantity="grad", node="z", layer=0, row=1, column=None, sample=4)
    factor = FactorFields(
        symbol=r"\delta", value=math.nan, operation="given", formula="", factors=(),
        ref=ref,
    )  # fmt: skip
    plain = json.loads(factor.model_dump_json())
    assert plain["value"] is None
    assert plain["ref"]["sample"] == 4
    matrix = MatrixFields(
        name="z", symbol="z", quantity="value", node="z", n_rows=1, n_columns=2,
        values=((1.5, math.nan),), rms=math.nan, low=math.nan, high=math.nan,
    )  # fmt: skip
    assert json.loads(matrix.model_dump_json())["values"] == [[1.5, None]]
