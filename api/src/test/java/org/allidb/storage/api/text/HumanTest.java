package org.allidb.storage.api.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HumanTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1000, 0.98 KiB",
        "1024, 1.00 KiB",
        "10240, 10.0 KiB",
        "102400, 100 KiB",
        "1023999, 0.98 MiB",
        "12897484, 12.3 MiB",
        "5368709120, 5.00 GiB",
        "1099511627776, 1.00 TiB",
        "1125899906842624, 1.00 PiB",
        "9223372036854775807, 8.00 EiB",
        "-2048, -2.00 KiB"
    })
    void amountsOfDataHaveThreeDigits(long bytes, String text) {
        assertEquals(text, Human.bytes(bytes));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 ns",
        "999, 999 ns",
        "1000, 1.00 µs",
        "12340, 12.3 µs",
        "1000000, 1.00 ms",
        "123400000, 123 ms",
        "1000000000, 1.00 s",
        "599000000000, 599 s",
        "600000000000, 10.0 min",
        "7200000000000, 120 min"
    })
    void timeSpansHaveThreeDigits(long nanos, String text) {
        assertEquals(text, Human.nanos(nanos));
    }

    @ParameterizedTest
    @CsvSource({"0, '0'", "999, '999'", "1000, '1,000'", "1234567, '1,234,567'", "-1000, '-1,000'"})
    void countsHaveCommas(long count, String text) {
        assertEquals(text, Human.count(count));
    }

    @Test
    void digitsAreRoundedIntoTheirColumn() {
        assertEquals("9.99", Human.factor(9.994));
        assertEquals("10.0", Human.factor(9.996));
        assertEquals("99.9", Human.factor(99.94));
        assertEquals("100", Human.factor(99.96));
        assertEquals("-0.50", Human.factor(-0.5));
    }

    @Test
    void ratesArePerSecond() {
        assertEquals("123,456/s", Human.rate(123_456, 1_000_000_000));
        assertEquals("2/s", Human.rate(1, 500_000_000));
        assertEquals("0/s", Human.rate(0, 0));
    }

    @Test
    void nounsFollowTheirCount() {
        assertEquals("1 table", Human.count(1, "table"));
        assertEquals("0 tables", Human.count(0, "table"));
        assertEquals("1,234 entries", Human.count(1_234, "entry"));
    }

    @Test
    void ratesOfDataHaveAUnit() {
        assertEquals("12.0 MiB/s", Human.throughput(6 << 20, 500_000_000));
        assertEquals("0 B/s", Human.throughput(0, 0));
    }

    @Test
    void noLimitIsCalledNone() {
        assertEquals("none", Human.limit(0));
        assertEquals("1 B", Human.limit(1));
    }
}
