"""The table as text sums to the output and can be read back."""

import csv
import io
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.contributions import Trace, trace, trace_layer
from core.exports.tables import LARGEST_TABLE, rows_as_csv, rows_as_json
from core.geometry import Operation
from core.layer import Layer
from tests.referee import core_trace
from tests.strategies import OPERATIONS, Numbers, problems


def test_the_table_of_two_cells_and_two_taps() -> None:
    """1 times 10 is cropped at the left: its row stays, without an output cell."""
    traced = trace([[1, 2]], [[10, 20]], padding=((0, 0), (1, 0)), framework="onnx")

    assert rows_as_csv(traced).splitlines() == [
        "input_channel,input_row,input_column,kernel_first,kernel_second,tap_row,tap_column,"
        "output_channel,output_row,output_column,value,weight,product",
        "0,0,0,0,0,0,0,,,,1.0,10.0,10.0",
        "0,0,0,0,0,0,1,0,0,0,1.0,20.0,20.0",
        "0,0,1,0,0,0,0,0,0,0,2.0,10.0,20.0",
        "0,0,1,0,0,0,1,0,0,1,2.0,20.0,40.0",
    ]


def test_each_column_holds_what_its_name_says() -> None:
    """One row in which every number is another: no two columns can be taken for each other."""
    image = np.zeros((4, 7, 9))
    image[2, 5, 7] = 50
    kernel = np.zeros((4, 4, 3, 3))
    kernel[2, 3, 0, 1] = 60
    traced = trace(image, kernel)

    (row,) = [
        line
        for line in csv.DictReader(io.StringIO(rows_as_csv(traced)))
        if float(line["product"]) != 0
    ]

    assert row == {
        "input_channel": "2",
        "input_row": "5",
        "input_column": "7",
        "kernel_first": "2",
        "kernel_second": "3",
        "tap_row": "0",
        "tap_column": "1",
        "output_channel": "3",
        "output_row": "5",
        "output_column": "8",
        "value": "50.0",
        "weight": "60.0",
        "product": "3000.0",
    }
    assert json.loads(rows_as_json(traced))["columns"] == list(row)


def test_lines_end_in_a_line_feed_alone() -> None:
    text = rows_as_csv(trace([[1]], [[2]]))

    assert text.endswith("2.0\n")
    assert "\r" not in text


def summed(text: str, bias: Numbers, shape: tuple[int, ...]) -> Numbers:
    """Add up a CSV as a reader with a spreadsheet would, knowing nothing of the operation."""
    output = np.zeros(shape) + bias[:, None, None]
    for line in csv.DictReader(io.StringIO(text)):
        assert float(line["value"]) * float(line["weight"]) == float(line["product"])
        if line["output_row"]:
            cell = (line["output_channel"], line["output_row"], line["output_column"])
            output[tuple(map(int, cell))] += float(line["product"])
    return output


@pytest.mark.parametrize("operation", OPERATIONS)
@settings(max_examples=40)
@given(data=st.data())
def test_the_products_of_the_csv_sum_to_the_output(
    operation: Operation, data: st.DataObject
) -> None:
    traced = core_trace(data.draw(problems(operation)))
    found = summed(rows_as_csv(traced), traced.bias, traced.output_shape)

    np.testing.assert_array_equal(found, traced.result())


@pytest.mark.parametrize("operation", OPERATIONS)
@settings(max_examples=40)
@given(data=st.data())
def test_each_line_names_where_its_numbers_stand(operation: Operation, data: st.DataObject) -> None:
    traced = core_trace(data.draw(problems(operation)))
    record = json.loads(rows_as_json(traced))

    def looked_up(row: list[int]) -> tuple[float, float]:
        value = 0.0 if row[1] is None else traced.image[tuple(row[0:3])]
        return value, traced.kernel[tuple(row[3:7])]

    assert len(record["rows"]) == len(traced)
    expected = [(*numbers, numbers[0] * numbers[1]) for numbers in map(looked_up, record["rows"])]
    np.testing.assert_array_equal([row[10:] for row in record["rows"]], expected)


def read_back(text: str) -> Trace:
    """Build the operation again from its JSON."""
    record = json.loads(text)
    assert record["version"] == 1

    def pairs(value: object) -> object:
        return tuple(map(pairs, value)) if isinstance(value, list) else value

    layer = Layer(**{name: pairs(value) for name, value in record["layer"].items()})
    return trace_layer(
        layer, record["input"], record["kernel"], groups=record["groups"], bias=record["bias"]
    )


@pytest.mark.parametrize("operation", OPERATIONS)
@settings(max_examples=40)
@given(data=st.data())
def test_the_json_holds_all_that_is_needed_to_compute_again(
    operation: Operation, data: st.DataObject
) -> None:
    traced = core_trace(data.draw(problems(operation)))
    text = rows_as_json(traced)

    again = read_back(text)

    assert again.layer == traced.layer
    assert rows_as_json(again) == text
    np.testing.assert_array_equal(json.loads(text)["output"], traced.result())


def test_words_and_fractions_survive() -> None:
    traced = trace(
        [[0.1, 1 / 3]], [[1e-17, -2.5]], framework="keras", padding="same", stride=(1, 2)
    )
    again = read_back(rows_as_json(traced))

    assert again.layer.padding == "same"
    np.testing.assert_array_equal(again.image, traced.image)
    np.testing.assert_array_equal(
        summed(rows_as_csv(traced), traced.bias, (1, 1, 4)), traced.result()
    )


def test_a_convolution_that_reads_its_padding_leaves_the_input_empty() -> None:
    traced = trace([[3]], [[1, 2, 4]], operation="convolution", padding=(0, 1))

    assert rows_as_csv(traced).splitlines()[1] == ",,,0,0,0,0,0,0,0,0.0,1.0,0.0"


def test_a_table_too_long_is_refused_with_its_length() -> None:
    traced = trace(np.ones((200, 200)), np.ones((3, 3)))
    for write in (rows_as_csv, rows_as_json):
        with pytest.raises(ValueError, match="a table of 360,000 rows is too long") as refused:
            write(traced)
        assert str(refused.value).endswith(f"{LARGEST_TABLE:,} are the most")


def test_a_table_at_the_limit_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    assert LARGEST_TABLE == 200_000
    monkeypatch.setattr("core.exports.tables.LARGEST_TABLE", 6)

    assert len(rows_as_csv(trace([[1, 2]], [[1, 2, 3]])).splitlines()) == 1 + 6
    with pytest.raises(ValueError, match="a table of 8 rows"):
        rows_as_csv(trace([[1, 2]], [[1, 2, 3, 4]]))


def test_what_json_cannot_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        rows_as_json(trace([[np.inf]], [[1]]))
