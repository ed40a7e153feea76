import io
import random
import unittest
from unittest.mock import patch

import pyarrow as pa
import pyarrow.parquet as pq

from reelhouse_glue import storage
from reelhouse_glue.contract import Dialect, Table
from reelhouse_glue.inputs import join_groups, number_pieces
from reelhouse_glue.read_member import Piece, count_piece, read_piece, row_groups
from reelhouse_glue.records import read_records

PLAIN = Dialect(",", '"', True, None, True, False, None, "utf-8")
TABLE = Table("t", "RAW.T", "t", 0.0, ("a", "b"), ("string", "string"), (("",), ("",)), PLAIN)


def write(rows, end):
    quoted = lambda text: '"' + text.replace('"', '""') + '"' if any(c in text for c in '",\r\n') or text == "" else text
    return end.join(",".join(quoted(field) for field in row) for row in rows)


class Ranges(unittest.TestCase):
    def read(self, text: bytes, size: int, rows: int):
        cut = lambda bucket, key, start, end: text[start:end]
        whole = Piece("csv", "k", "t.csv", len(text))
        ranges = [Piece("csv", "k", "t.csv", len(text), at, min(at + size, len(text))) for at in range(0, len(text), size)]
        with patch.object(storage, "get_range", cut):
            counts = {piece.start: count_piece("b", TABLE, piece) for piece in ranges}
            pieces = number_pieces(ranges, counts, 1)
            self.assertEqual(sum(piece.rows for piece in pieces), rows, whole)
            found = [row for piece in pieces for batch in read_piece("b", TABLE, piece) for row in batch.to_pylist()]
        return [(row["a"], row["b"], row["_source_row"]) for row in found]

    def test_any_records_cut_into_any_ranges_are_read_once_with_their_number(self):
        dice = random.Random(5)
        letters = ["a", "é", "🎬", '"', ",", "\n", "\r", "\r\n", " ", "xyz"]
        field = lambda: "".join(dice.choice(letters) for _ in range(dice.randrange(8)))
        for _ in range(400):
            rows = [(field(), field()) for _ in range(dice.randrange(1, 12))]
            end = dice.choice(["\n", "\r\n", "\r", "\n\n", "\r\n\r\n"])
            mark = dice.choice(["", "\ufeff"])
            text = (mark + write([("a", "b"), *rows], end) + dice.choice(["", end])).encode()
            expected = [(a or None, b or None, number + 1) for number, (a, b) in enumerate(rows)]
            for size in (dice.randrange(4, 30), len(text)):
                self.assertEqual(self.read(text, max(size, 4), len(rows)), expected, (text, size))

    def test_a_quote_that_is_text_is_seen_also_where_the_records_come_out_right(self):
        # Every record has one line end inside quotes: with all quotes taken the wrong way round there are as many.
        text = write([("a", "b"), ("1", 'x"y'), *[(str(n), "p\nq") for n in range(40)]], "\n").replace('"x""y"', 'x"y').encode()
        cut = lambda bucket, key, start, end: text[start:end]
        for size in (5, 60, 200):
            ranges = [Piece("csv", "k", "t.csv", len(text), at, min(at + size, len(text))) for at in range(0, len(text), size)]
            with patch.object(storage, "get_range", cut):
                self.assertIsNone(number_pieces(ranges, {piece.start: count_piece("b", TABLE, piece) for piece in ranges}, 1))
        whole = Piece("csv", "k", "t.csv", len(text), 0, len(text), rows=41)
        with patch.object(storage, "get_range", cut), patch.object(storage, "stream", lambda bucket, key: [text]):
            found = [row["b"] for batch in read_piece("b", TABLE, whole) for row in batch.to_pylist()]
        self.assertEqual(found, ['x"y', *["p\nq"] * 40])

    def test_a_piece_with_other_rows_than_expected_fails(self):
        text = b"a,b\n1,2\n"
        with patch.object(storage, "get_range", lambda bucket, key, start, end: text[start:end]):
            with patch.object(storage, "stream", lambda bucket, key: [text]):
                with self.assertRaisesRegex(Exception, "2 rows were expected in this piece and 1 were read"):
                    list(read_piece("b", TABLE, Piece("csv", "k", "t.csv", len(text), 0, len(text), rows=2)))


class Records(unittest.TestCase):
    def check(self, dialect: Dialect, data: bytes, expected):
        for size in (1, 3, 1000):
            chunks = [data[at : at + size] for at in range(0, len(data), size)]
            self.assertEqual(list(read_records(chunks, dialect)), expected, size)

    def test_records_of_every_dialect_are_cut_as_the_front_door_cuts_them(self):
        other = lambda **changes: Dialect(**{**PLAIN.__dict__, **changes})
        self.check(PLAIN, b'a,b\r\n"x ""y""\r\n",5" nail\n\n,\r', [["a", "b"], ['x "y"\r\n', '5" nail'], ["", ""]])
        self.check(other(encoding="latin-1"), "Amélie,1\n".encode("latin-1"), [["Amélie", "1"]])
        self.check(other(encoding="utf-16-le"), b"\xff\xfe" + "Amélie,1\n".encode("utf-16-le"), [["Amélie", "1"]])
        self.check(other(escape="\\", double_quote=False), b'"a\\"b",c\\,d\n', [['a"b', "c,d"]])
        self.check(other(comment="#"), b"# made by hand\na,b\n#\n1,#2", [["a", "b"], ["1", "#2"]])
        self.check(other(skip_initial_space=True), b'"a", "b"\n', [["a", "b"]])
        self.check(other(quote=None, double_quote=False), b'"a";b'.replace(b";", b",") + b"\n", [['"a"', "b"]])


class Groups(unittest.TestCase):
    def test_neighbouring_row_groups_are_read_together_and_each_row_keeps_its_number(self):
        file, rows = io.BytesIO(), 1_050
        table = pa.table({"a": pa.array(range(rows)), "b": pa.array([f"text {at}" for at in range(rows)])})
        pq.write_table(table, file, row_group_size=10)
        data, gets = file.getvalue(), []

        def get_range(bucket, key, start, end):
            gets.append((start, end))
            return data[start:end]

        with patch.object(storage, "get_range", get_range), patch.object(storage, "size_of", lambda bucket, key: len(data)):
            whole = Piece("parquet", "k", "t.parquet", len(data), rows=rows)
            pieces = join_groups(whole, row_groups("b", "k"), 1 << 20, 400)
            self.assertEqual([(piece.group, piece.groups, piece.rows_before, piece.rows) for piece in pieces], [(0, 40, 0, 400), (40, 40, 400, 400), (80, 25, 800, 250)])
            gets.clear()
            found = pa.Table.from_batches([batch for piece in pieces for batch in read_piece("b", TABLE, piece)])
        self.assertEqual(found["_source_row"].to_pylist(), list(range(1, rows + 1)))
        self.assertEqual(found["a"].to_pylist(), [str(at) for at in range(rows)])
        self.assertEqual(found["b"].to_pylist(), table["b"].to_pylist())
        self.assertLess(len(gets), 20, "not a request for each column of each group")

    def test_a_piece_has_no_more_bytes_than_it_may_but_one_group_that_has_more(self):
        whole = Piece("parquet", "k", "t.parquet", 0)
        pieces = join_groups(whole, [(1, 60), (1, 40), (1, 1), (1, 500), (0, 0), (5, 10)], 100, 1_000)
        self.assertEqual([(piece.group, piece.groups, piece.rows_before, piece.rows) for piece in pieces], [(0, 2, 0, 2), (2, 1, 2, 1), (3, 1, 3, 1), (4, 2, 4, 5)])


if __name__ == "__main__":
    unittest.main()
