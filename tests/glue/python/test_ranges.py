import random
import unittest
from unittest.mock import patch

import pyarrow as pa

from reelhouse_glue import storage
from reelhouse_glue.contract import Dialect, Table
from reelhouse_glue.inputs import number_pieces
from reelhouse_glue.read_member import Piece, count_piece, read_piece
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


if __name__ == "__main__":
    unittest.main()
