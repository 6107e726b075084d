package org.allidb.storage.shell.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class ByteSizeTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "4096, 4096",
        "64k, 65536",
        "64K, 65536",
        "64kb, 65536",
        "64KiB, 65536",
        "10M, 10485760",
        "2G, 2147483648",
        "1T, 1099511627776",
        "17b, 17",
        "999999999999, 999999999999"
    })
    void amountsHaveUnitsOf1024(String text, long bytes) {
        assertEquals(bytes, new ByteSize().convert(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1.5G", "k", "10 M", "10X", "1e6", "0x10", "1000000000000"})
    void otherTextsAreRefusedWithAnExample(String text) {
        TypeConversionException refused =
                assertThrows(TypeConversionException.class, () -> new ByteSize().convert(text));
        assertEquals("'" + text + "' is no size; write a number of bytes, or 64k, 10M, 2G", refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"8388608T", "999999999999G"})
    void whatDoesNotFitIsTooLarge(String text) {
        TypeConversionException refused =
                assertThrows(TypeConversionException.class, () -> new ByteSize().convert(text));
        assertEquals("'" + text + "' is too large a size", refused.getMessage());
    }
}
