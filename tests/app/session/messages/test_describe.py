from base64 import b64decode

import numpy as np

from app.session.messages.describe import (
    data_fields,
    op_info,
    same_samples,
)
from engine import Experiment, Trainer
from tests.engine.networks_of import EXPERIMENTS as OF_KIND


def test_points_are_the_samples_in_raw_coordinates() -> None:
    trainer = Trainer(Experiment(dataset="iris"))
    fields = data_fields(trainer)
    assert fields.axis_names == ("petal length, cm", "petal width, cm")
    assert fields.axis_choices == ("petal_length", "petal_width")
    assert fields.class_names == ("setosa", "versicolor", "virginica")
    assert list(fields.train.x) == trainer.data.train_points[0].tolist()
    assert list(fields.train.y) == trainer.data.train_points[1].tolist()
    assert set(fields.test.label) == {0.0, 1.0, 2.0}


def test_on_a_line_the_target_is_the_height() -> None:
    fields = data_fields(Trainer(Experiment(dataset="sine")))
    assert len(fields.domain or ()) == 1
    assert fields.train.y == fields.train.label
    assert fields.task == "regression"


def test_on_a_line_a_class_is_as_high_as_what_the_output_learns_for_it() -> None:
    own = {"x": [[3], [1], [2], [4]], "y": ["no", "yes", "no", "yes"]}
    experiment = Experiment(dataset=own, train_share=1.0)
    fields = data_fields(Trainer(experiment))
    assert fields.train.label == (0.0, 1.0, 0.0, 1.0)
    assert fields.train.y == (-1.0, 1.0, -1.0, 1.0)
    sigmoid = experiment.replace(loss="binary_cross_entropy")
    assert data_fields(Trainer(sigmoid)).train.y == (0.0, 1.0, 0.0, 1.0)
    assert not same_samples(Trainer(experiment).data, Trainer(sigmoid).data)
    three = {**own, "y": ["no", "yes", "no", "perhaps"]}
    fields = data_fields(Trainer(Experiment(dataset=three, train_share=1.0)))
    assert fields.train.y == (1.0, -1.0, 1.0, -1.0)


def test_each_input_has_the_range_that_it_has_on_the_training_samples() -> None:
    trainer = Trainer(Experiment(features=("x1", "x1_squared")))
    (low, high), (least, most) = data_fields(trainer).input_ranges
    x = trainer.data.train_x
    assert (low, high) == (min(x[0]), max(x[0]))
    assert (least, most) == (min(x[1]), max(x[1]))
    assert least >= 0


def test_samples_of_many_columns_are_not_drawn() -> None:
    fields = data_fields(
        Trainer(Experiment(dataset="digits", loss="softmax_cross_entropy"))
    )
    assert fields.domain is None
    assert fields.train.x == ()
    assert fields.n_classes == 10


def test_own_data_with_several_targets_are_labelled_by_the_first() -> None:
    own = {"x": [[0, 1], [1, 0], [1, 1], [2, 2]], "y": [[1, 2], [3, 4], [5, 6], [7, 8]]}
    fields = data_fields(Trainer(Experiment(dataset=own, train_share=1.0)))
    assert fields.train.label == (1.0, 3.0, 5.0, 7.0)


def test_scaled_targets_tell_how_and_points_keep_their_units() -> None:
    y = [[500.0 + 100 * k] for k in range(8)]
    own = {"x": [[k / 4] for k in range(8)], "y": y, "target_names": ["price"]}
    trainer = Trainer(Experiment(dataset=own, train_share=1.0))
    fields = data_fields(trainer)
    assert fields.target_names == ("price",)
    assert fields.target_means == (850.0,)
    assert fields.target_deviations == (float(np.std(y)),)
    assert fields.train.y == tuple(row[0] for row in y)
    plain = data_fields(Trainer(Experiment(dataset="sine")))
    assert (plain.target_means, plain.target_deviations) == ((0.0,), (1.0,))
    assert plain.target_names == ()
    raw = Trainer(trainer.experiment.replace(standardize_targets=False)).data
    assert not same_samples(trainer.data, raw)
    other = Trainer(trainer.experiment.replace(standardize=True)).data
    assert not same_samples(trainer.data, other)


def test_the_same_draw_looks_the_same_and_another_does_not() -> None:
    one = Trainer(Experiment()).data
    assert same_samples(one, Trainer(Experiment(hidden=(3,), seed=5)).data)
    assert not same_samples(one, Trainer(Experiment(data_seed=1)).data)
    assert not same_samples(one, Trainer(Experiment(dataset="spiral")).data)
    assert not same_samples(one, Trainer(Experiment(features=("x1",))).data)


def test_the_last_op_is_told_within_a_step() -> None:
    trainer = Trainer(Experiment(hidden=(3,)))
    assert op_info(trainer) is None
    trainer.advance("op")
    op = op_info(trainer)
    assert op is not None
    assert (op.phase, op.layer, op.index, op.count) == (
        "forward",
        0,
        0,
        trainer.n_ops,
    )


def test_targets_at_every_step_are_no_labels() -> None:
    fields = data_fields(Trainer(OF_KIND["rnn"]))
    assert (fields.train.label, fields.test.label) == ((), ())
    last = Trainer(OF_KIND["lstm"])
    assert data_fields(last).train.label == tuple(last.data.train_labels)


def test_pictures_are_the_pixels_of_the_samples_in_order() -> None:
    data = Trainer(Experiment(dataset="digits")).data
    fields = data_fields(Trainer(Experiment(dataset="digits")))
    assert fields.pictures is not None
    assert (fields.pictures.rows, fields.pictures.columns) == (8, 8)
    pixels = np.frombuffer(b64decode(fields.pictures.pixels), np.uint8)
    levels = np.concatenate([data.train_x.T, data.test_x.T]).ravel()
    np.testing.assert_allclose(pixels / 255, levels, atol=0.5 / 255)
    assert fields.test.label == tuple(data.test_labels.tolist())
    assert data_fields(Trainer(Experiment())).pictures is None


def test_the_layer_of_an_op_is_that_of_what_it_computes() -> None:
    trainer = Trainer(Experiment())
    trainer.advance("op", 11)
    op = op_info(trainer)
    assert op is not None
    assert (op.phase, op.layer) == ("backward", 1)
    assert trainer.ops[10].layer == 2


def test_pictures_that_sessions_share_are_written_once() -> None:
    one, other = (Trainer(Experiment(dataset="digits", seed=k)) for k in (1, 2))
    assert data_fields(one).pictures is data_fields(other).pictures
    third = Trainer(Experiment(dataset="digits", data_seed=8))
    assert data_fields(third).pictures != data_fields(one).pictures
