;; Reads CSV at the speed of memory. `scan` walks over records for as long as every field is plainly right and gives up, before the
;; record, at the first that is not: the exact reader in TypeScript then judges that record. So what is here may only ever accept less.
;; `count` counts records. Compiled by scripts/build-scan.ts into scan-bytes.ts; a test holds the two together.
;;
;; Columns are described at byte 0, 32 bytes each:
;;    0 u8   kind: 0 any text, 1 integer, 2 decimal, 3 date, 4 date and time, 5 one of some words, 6 left to the caller (listed at $listed)
;;    1 u8   whether it may be empty
;;    2 u16  a field of up to so many bytes may be a missing value: given up
;;    4 u32  most bytes
;;    8 i64 or f64  minimum      16 i64 or f64  maximum
;;   24 u32  number of words     28 u32  where they are: 8 bytes each, filled up with zeros
(module
  (memory (export "memory") 1)
  (global $delimiter (export "delimiter") (mut i32) (i32.const 44))
  (global $quote (export "quote") (mut i32) (i32.const 34))      ;; 256: none
  (global $comment (export "comment") (mut i32) (i32.const 256)) ;; 256: none
  (global $refused (export "refused") (mut i32) (i32.const 256)) ;; a byte at which a field's start is given up; 256: none
  (global $columns (export "columns") (mut i32) (i32.const 1))
  (global $listAt (export "listAt") (mut i32) (i32.const 0))
  (global $listMost (export "listMost") (mut i32) (i32.const 0))
  (global $records (export "records") (mut i32) (i32.const 0))
  (global $listed (export "listed") (mut i32) (i32.const 0))

  ;; The first byte in [p, end) that is the delimiter, LF or CR; end or more when there is none. Reads up to 15 bytes behind end.
  (func $fieldEnd (param $p i32) (param $end i32) (result i32)
    (local $v v128) (local $mask i32)
    (loop $next
      (local.set $v (v128.load (local.get $p)))
      (local.set $mask (i8x16.bitmask
        (v128.or
          (i8x16.eq (local.get $v) (i8x16.splat (global.get $delimiter)))
          (v128.or
            (i8x16.eq (local.get $v) (i8x16.splat (i32.const 10)))
            (i8x16.eq (local.get $v) (i8x16.splat (i32.const 13)))))))
      (if (local.get $mask) (then (return (i32.add (local.get $p) (i32.ctz (local.get $mask))))))
      (local.set $p (i32.add (local.get $p) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $p) (local.get $end))))
    (local.get $end))

  ;; The first byte in [p, end) that is the quote, LF or CR.
  (func $quotedEnd (param $p i32) (param $end i32) (result i32)
    (local $v v128) (local $mask i32)
    (loop $next
      (local.set $v (v128.load (local.get $p)))
      (local.set $mask (i8x16.bitmask
        (v128.or
          (i8x16.eq (local.get $v) (i8x16.splat (global.get $quote)))
          (v128.or
            (i8x16.eq (local.get $v) (i8x16.splat (i32.const 10)))
            (i8x16.eq (local.get $v) (i8x16.splat (i32.const 13)))))))
      (if (local.get $mask) (then (return (i32.add (local.get $p) (i32.ctz (local.get $mask))))))
      (local.set $p (i32.add (local.get $p) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $p) (local.get $end))))
    (local.get $end))

  ;; -?[0-9]{1,15} within the column's limits.
  (func $isInteger (param $s i32) (param $e i32) (param $column i32) (result i32)
    (local $negative i32) (local $value i64) (local $digit i32)
    (if (i32.eq (i32.load8_u (local.get $s)) (i32.const 45))
      (then (local.set $negative (i32.const 1)) (local.set $s (i32.add (local.get $s) (i32.const 1)))))
    (if (i32.ge_u (local.get $s) (local.get $e)) (then (return (i32.const 0))))
    (if (i32.gt_u (i32.sub (local.get $e) (local.get $s)) (i32.const 15)) (then (return (i32.const 0))))
    (loop $next
      (local.set $digit (i32.sub (i32.load8_u (local.get $s)) (i32.const 48)))
      (if (i32.gt_u (local.get $digit) (i32.const 9)) (then (return (i32.const 0))))
      (local.set $value (i64.add (i64.mul (local.get $value) (i64.const 10)) (i64.extend_i32_u (local.get $digit))))
      (local.set $s (i32.add (local.get $s) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $s) (local.get $e))))
    (if (local.get $negative) (then (local.set $value (i64.sub (i64.const 0) (local.get $value)))))
    (i32.and
      (i64.ge_s (local.get $value) (i64.load offset=8 (local.get $column)))
      (i64.le_s (local.get $value) (i64.load offset=16 (local.get $column)))))

  ;; -?[0-9]+(\.[0-9]+)? of at most 15 digits. The digits as an integer over a power of ten is what Number() gives: both are exact, and IEEE
  ;; division rounds once.
  (func $isDecimal (param $s i32) (param $e i32) (param $column i32) (result i32)
    (local $negative i32) (local $value i64) (local $digit i32) (local $byte i32) (local $point i32) (local $scale f64) (local $number f64)
    (local.set $scale (f64.const 1))
    (if (i32.eq (i32.load8_u (local.get $s)) (i32.const 45))
      (then (local.set $negative (i32.const 1)) (local.set $s (i32.add (local.get $s) (i32.const 1)))))
    (if (i32.ge_u (local.get $s) (local.get $e)) (then (return (i32.const 0))))
    (if (i32.gt_u (i32.sub (local.get $e) (local.get $s)) (i32.const 15)) (then (return (i32.const 0))))
    ;; the first byte is a digit
    (if (i32.gt_u (i32.sub (i32.load8_u (local.get $s)) (i32.const 48)) (i32.const 9)) (then (return (i32.const 0))))
    (loop $next
      (local.set $byte (i32.load8_u (local.get $s)))
      (local.set $digit (i32.sub (local.get $byte) (i32.const 48)))
      (if (i32.le_u (local.get $digit) (i32.const 9))
        (then
          (local.set $value (i64.add (i64.mul (local.get $value) (i64.const 10)) (i64.extend_i32_u (local.get $digit))))
          (if (local.get $point) (then (local.set $scale (f64.mul (local.get $scale) (f64.const 10))))))
        (else
          (if (i32.or (i32.ne (local.get $byte) (i32.const 46)) (local.get $point)) (then (return (i32.const 0))))
          (local.set $point (i32.const 1))))
      (local.set $s (i32.add (local.get $s) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $s) (local.get $e))))
    ;; the last byte is a digit
    (if (i32.eq (local.get $byte) (i32.const 46)) (then (return (i32.const 0))))
    (local.set $number (f64.div (f64.convert_i64_u (local.get $value)) (local.get $scale)))
    (if (local.get $negative) (then (local.set $number (f64.neg (local.get $number)))))
    (i32.and
      (f64.ge (local.get $number) (f64.load offset=8 (local.get $column)))
      (f64.le (local.get $number) (f64.load offset=16 (local.get $column)))))

  ;; Two digits at p as a number; 100 or more when they are not digits.
  (func $twoDigits (param $p i32) (result i32)
    (local $a i32) (local $b i32)
    (local.set $a (i32.sub (i32.load8_u (local.get $p)) (i32.const 48)))
    (local.set $b (i32.sub (i32.load8_u offset=1 (local.get $p)) (i32.const 48)))
    (if (i32.or (i32.gt_u (local.get $a) (i32.const 9)) (i32.gt_u (local.get $b) (i32.const 9))) (then (return (i32.const 100))))
    (i32.add (i32.mul (local.get $a) (i32.const 10)) (local.get $b)))

  ;; YYYY-MM-DD with a day that every month has; as yyyymmdd within the column's limits.
  (func $isDate (param $s i32) (param $column i32) (result i32)
    (local $century i32) (local $year i32) (local $month i32) (local $day i32) (local $value i64)
    (local.set $century (call $twoDigits (local.get $s)))
    (local.set $year (call $twoDigits (i32.add (local.get $s) (i32.const 2))))
    (local.set $month (call $twoDigits (i32.add (local.get $s) (i32.const 5))))
    (local.set $day (call $twoDigits (i32.add (local.get $s) (i32.const 8))))
    (if (i32.or (i32.ge_u (local.get $century) (i32.const 100)) (i32.ge_u (local.get $year) (i32.const 100))) (then (return (i32.const 0))))
    (if (i32.gt_u (i32.sub (local.get $month) (i32.const 1)) (i32.const 11)) (then (return (i32.const 0))))
    (if (i32.gt_u (i32.sub (local.get $day) (i32.const 1)) (i32.const 27)) (then (return (i32.const 0))))
    (if (i32.ne (i32.load8_u offset=4 (local.get $s)) (i32.const 45)) (then (return (i32.const 0))))
    (if (i32.ne (i32.load8_u offset=7 (local.get $s)) (i32.const 45)) (then (return (i32.const 0))))
    (local.set $value (i64.extend_i32_u (i32.add
      (i32.mul (i32.add (i32.mul (local.get $century) (i32.const 100)) (local.get $year)) (i32.const 10000))
      (i32.add (i32.mul (local.get $month) (i32.const 100)) (local.get $day)))))
    (i32.and
      (i64.ge_s (local.get $value) (i64.load offset=8 (local.get $column)))
      (i64.le_s (local.get $value) (i64.load offset=16 (local.get $column)))))

  ;; YYYY-MM-DDThh:mm:ss, and Z or nothing behind it.
  (func $isDatetime (param $s i32) (param $e i32) (param $column i32) (result i32)
    (local $length i32)
    (local.set $length (i32.sub (local.get $e) (local.get $s)))
    (if (i32.eq (local.get $length) (i32.const 20))
      (then (if (i32.ne (i32.load8_u offset=19 (local.get $s)) (i32.const 90)) (then (return (i32.const 0)))))
      (else (if (i32.ne (local.get $length) (i32.const 19)) (then (return (i32.const 0))))))
    (if (i32.eqz (call $isDate (local.get $s) (local.get $column))) (then (return (i32.const 0))))
    (if (i32.ne (i32.load8_u offset=10 (local.get $s)) (i32.const 84)) (then (return (i32.const 0))))
    (if (i32.ne (i32.load8_u offset=13 (local.get $s)) (i32.const 58)) (then (return (i32.const 0))))
    (if (i32.ne (i32.load8_u offset=16 (local.get $s)) (i32.const 58)) (then (return (i32.const 0))))
    (if (i32.gt_u (call $twoDigits (i32.add (local.get $s) (i32.const 11))) (i32.const 23)) (then (return (i32.const 0))))
    (if (i32.gt_u (call $twoDigits (i32.add (local.get $s) (i32.const 14))) (i32.const 59)) (then (return (i32.const 0))))
    (i32.le_u (call $twoDigits (i32.add (local.get $s) (i32.const 17))) (i32.const 59)))

  ;; At most 8 bytes, equal to one of the column's words.
  (func $isWord (param $s i32) (param $e i32) (param $column i32) (result i32)
    (local $value i64) (local $at i32) (local $last i32) (local $length i32)
    (local.set $length (i32.sub (local.get $e) (local.get $s)))
    (if (i32.gt_u (local.get $length) (i32.const 8)) (then (return (i32.const 0))))
    (local.set $value (i64.load (local.get $s)))
    (if (i32.lt_u (local.get $length) (i32.const 8)) (then
      (local.set $value (i64.and (local.get $value)
        (i64.sub (i64.shl (i64.const 1) (i64.extend_i32_u (i32.shl (local.get $length) (i32.const 3)))) (i64.const 1))))))
    (local.set $at (i32.load offset=28 (local.get $column)))
    (local.set $last (i32.add (local.get $at) (i32.shl (i32.load offset=24 (local.get $column)) (i32.const 3))))
    (loop $next
      (if (i32.ge_u (local.get $at) (local.get $last)) (then (return (i32.const 0))))
      (if (i64.eq (local.get $value) (i64.load (local.get $at))) (then (return (i32.const 1))))
      (local.set $at (i32.add (local.get $at) (i32.const 8)))
      (br $next))
    (i32.const 0))

  ;; Whole records from p on. Gives where the first one starts that is not plainly right, or not whole before end.
  ;; Adds to $records. Fields of kind 6 are listed at $listAt, 16 bytes each: column, start, end, records before it.
  (func (export "scan") (param $p i32) (param $end i32) (result i32)
    (local $record i32) (local $column i32) (local $lastColumn i32) (local $s i32) (local $e i32) (local $byte i32)
    (local $listedBefore i32) (local $doubled i32) (local $length i32) (local $entry i32)
    (local.set $lastColumn (i32.shl (i32.sub (global.get $columns) (i32.const 1)) (i32.const 5)))
    (loop $records
      (if (i32.ge_u (local.get $p) (local.get $end)) (then (return (local.get $p))))
      (local.set $record (local.get $p))
      (local.set $column (i32.const 0))
      (local.set $listedBefore (global.get $listed))
      (block $giveUp
        (br_if $giveUp (i32.eq (i32.load8_u (local.get $p)) (global.get $comment)))
        (loop $fields
          (br_if $giveUp (i32.ge_u (local.get $p) (local.get $end)))
          (local.set $byte (i32.load8_u (local.get $p)))
          (br_if $giveUp (i32.eq (local.get $byte) (global.get $refused)))
          (local.set $doubled (i32.const 0))
          (if (i32.eq (local.get $byte) (global.get $quote))
            (then
              (local.set $s (i32.add (local.get $p) (i32.const 1)))
              (local.set $p (local.get $s))
              (block $closed
                (loop $quoted
                  (local.set $e (call $quotedEnd (local.get $p) (local.get $end)))
                  ;; the quote and the byte behind it are needed
                  (br_if $giveUp (i32.ge_u (i32.add (local.get $e) (i32.const 1)) (local.get $end)))
                  (br_if $giveUp (i32.ne (i32.load8_u (local.get $e)) (global.get $quote)))
                  (br_if $closed (i32.ne (i32.load8_u offset=1 (local.get $e)) (global.get $quote)))
                  (local.set $doubled (i32.const 1))
                  (local.set $p (i32.add (local.get $e) (i32.const 2)))
                  (br $quoted)))
              (local.set $p (i32.add (local.get $e) (i32.const 1))))
            (else
              (local.set $s (local.get $p))
              (local.set $e (call $fieldEnd (local.get $p) (local.get $end)))
              (local.set $p (local.get $e))))
          (br_if $giveUp (i32.ge_u (local.get $p) (local.get $end)))
          ;; what a field holds
          (local.set $length (i32.sub (local.get $e) (local.get $s)))
          (if (local.get $length)
            (then
              (br_if $giveUp (i32.le_u (local.get $length) (i32.load16_u offset=2 (local.get $column))))
              (br_if $giveUp (i32.gt_u (local.get $length) (i32.load offset=4 (local.get $column))))
              (block $right
                (block $listed
                  (block $word
                    (block $datetime
                      (block $date
                        (block $decimal
                          (block $integer
                            (block $text
                              (br_table $text $integer $decimal $date $datetime $word $listed (i32.load8_u (local.get $column))))
                            ;; text: what a spreadsheet would run is given up, so that it can be counted
                            (local.set $byte (i32.load8_u (local.get $s)))
                            (br_if $giveUp (i32.eq (local.get $byte) (i32.const 61)))
                            (br_if $giveUp (i32.eq (local.get $byte) (i32.const 43)))
                            (br_if $giveUp (i32.eq (local.get $byte) (i32.const 45)))
                            (br_if $giveUp (i32.eq (local.get $byte) (i32.const 64)))
                            (br_if $giveUp (i32.and (local.get $doubled) (i32.ne (i32.load16_u offset=2 (local.get $column)) (i32.const 0))))
                            (br $right))
                          (br_if $giveUp (i32.eqz (call $isInteger (local.get $s) (local.get $e) (local.get $column))))
                          (br $right))
                        (br_if $giveUp (i32.eqz (call $isDecimal (local.get $s) (local.get $e) (local.get $column))))
                        (br $right))
                      (br_if $giveUp (i32.ne (local.get $length) (i32.const 10)))
                      (br_if $giveUp (i32.eqz (call $isDate (local.get $s) (local.get $column))))
                      (br $right))
                    (br_if $giveUp (i32.eqz (call $isDatetime (local.get $s) (local.get $e) (local.get $column))))
                    (br $right))
                  (br_if $giveUp (i32.eqz (call $isWord (local.get $s) (local.get $e) (local.get $column))))
                  (br $right))
                ;; left to the caller
                (br_if $giveUp (local.get $doubled))
                (br_if $giveUp (i32.ge_u (global.get $listed) (global.get $listMost)))
                (local.set $entry (i32.add (global.get $listAt) (i32.shl (global.get $listed) (i32.const 4))))
                (i32.store (local.get $entry) (i32.shr_u (local.get $column) (i32.const 5)))
                (i32.store offset=4 (local.get $entry) (local.get $s))
                (i32.store offset=8 (local.get $entry) (local.get $e))
                (i32.store offset=12 (local.get $entry) (global.get $records))
                (global.set $listed (i32.add (global.get $listed) (i32.const 1)))))
            (else
              (br_if $giveUp (i32.eqz (i32.load8_u offset=1 (local.get $column))))))
          ;; what ends it
          (local.set $byte (i32.load8_u (local.get $p)))
          (local.set $p (i32.add (local.get $p) (i32.const 1)))
          (if (i32.eq (local.get $byte) (global.get $delimiter))
            (then
              (br_if $giveUp (i32.eq (local.get $column) (local.get $lastColumn)))
              (local.set $column (i32.add (local.get $column) (i32.const 32)))
              (br $fields)))
          (br_if $giveUp (i32.ne (local.get $column) (local.get $lastColumn)))
          ;; an empty line is no record
          (br_if $giveUp (i32.and (i32.eqz (local.get $column)) (i32.eq (local.get $p) (i32.add (local.get $record) (i32.const 1)))))
          (if (i32.ne (local.get $byte) (i32.const 10))
            (then
              (br_if $giveUp (i32.ne (local.get $byte) (i32.const 13)))
              (br_if $giveUp (i32.ge_u (local.get $p) (local.get $end)))
              (if (i32.eq (i32.load8_u (local.get $p)) (i32.const 10)) (then (local.set $p (i32.add (local.get $p) (i32.const 1))))))))
        (global.set $records (i32.add (global.get $records) (i32.const 1)))
        (br $records)))
    (global.set $listed (local.get $listedBefore))
    (local.get $record))

  ;; State of `count`, kept between calls.
  (global $counted (export "counted") (mut i32) (i32.const 0))
  ;; 0 at the start of a field, 1 within a field, 2 within quotes, 3 behind a quote within quotes
  (global $state (export "state") (mut i32) (i32.const 0))
  ;; 1 while the current line has something
  (global $filled (export "filled") (mut i32) (i32.const 0))

  ;; Counts the line ends outside quotes that end a line with something in it, CRLF as one. Adds to $counted.
  (func (export "count") (param $p i32) (param $end i32)
    (local $v v128) (local $ends i32) (local $stop i32) (local $byte i32) (local $starts i32)
    (loop $blocks
      (if (i32.ge_u (local.get $p) (local.get $end)) (then (return)))
      (if (i32.le_u (i32.add (local.get $p) (i32.const 16)) (local.get $end))
        (then
          (local.set $v (v128.load (local.get $p)))
          (local.set $stop (i8x16.bitmask (i8x16.eq (local.get $v) (i8x16.splat (global.get $quote)))))
          (if (i32.ge_u (global.get $quote) (i32.const 256)) (then (local.set $stop (i32.const 0))))
          (if (i32.eqz (local.get $stop)) (then
            (if (i32.lt_u (global.get $state) (i32.const 2)) (then
              (local.set $ends (i8x16.bitmask (v128.or
                (i8x16.eq (local.get $v) (i8x16.splat (i32.const 10)))
                (i8x16.eq (local.get $v) (i8x16.splat (i32.const 13))))))
              ;; a line end counts when the byte before it is none
              (if (local.get $ends) (then
                (local.set $starts (i32.or (i32.shl (i32.xor (local.get $ends) (i32.const 0xffff)) (i32.const 1)) (global.get $filled)))
                (global.set $counted (i32.add (global.get $counted) (i32.popcnt (i32.and (local.get $ends) (local.get $starts)))))
                (global.set $filled (i32.shr_u (i32.and (i32.xor (local.get $ends) (i32.const 0xffff)) (i32.const 0x8000)) (i32.const 15))))
              (else (global.set $filled (i32.const 1))))
              ;; only the last byte tells whether a field starts behind the block
              (local.set $byte (i32.load8_u offset=15 (local.get $p)))
              (global.set $state (i32.eqz (i32.or (i32.eq (local.get $byte) (global.get $delimiter))
                (i32.or (i32.eq (local.get $byte) (i32.const 10)) (i32.eq (local.get $byte) (i32.const 13))))))
              (local.set $p (i32.add (local.get $p) (i32.const 16)))
              (br $blocks)))
            ;; within quotes nothing counts until the next quote
            (if (i32.eq (global.get $state) (i32.const 2)) (then
              (local.set $p (i32.add (local.get $p) (i32.const 16)))
              (br $blocks)))))))
      ;; byte by byte: a block with quotes in it, or what is left
      (local.set $stop (select (i32.add (local.get $p) (i32.const 16)) (local.get $end)
        (i32.lt_u (i32.add (local.get $p) (i32.const 16)) (local.get $end))))
      (loop $bytes
        (local.set $byte (i32.load8_u (local.get $p)))
        (local.set $p (i32.add (local.get $p) (i32.const 1)))
        (if (i32.eq (global.get $state) (i32.const 2))
          (then (if (i32.eq (local.get $byte) (global.get $quote)) (then (global.set $state (i32.const 3)))))
          (else
            (if (i32.and (i32.eq (local.get $byte) (global.get $quote)) (i32.ne (global.get $state) (i32.const 1)))
              (then (global.set $state (i32.const 2)) (global.set $filled (i32.const 1)))
              (else
                (if (i32.or (i32.eq (local.get $byte) (i32.const 10)) (i32.eq (local.get $byte) (i32.const 13)))
                  (then
                    (global.set $counted (i32.add (global.get $counted) (global.get $filled)))
                    (global.set $filled (i32.const 0))
                    (global.set $state (i32.const 0)))
                  (else
                    (global.set $filled (i32.const 1))
                    (global.set $state (i32.ne (local.get $byte) (global.get $delimiter)))))))))
        (br_if $bytes (i32.lt_u (local.get $p) (local.get $stop))))
      (br $blocks))))
