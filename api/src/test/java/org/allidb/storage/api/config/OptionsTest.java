package org.allidb.storage.api.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.allidb.storage.api.InvalidArgumentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {

    /** One parameter of every type. */
    @Section(value = "sample", description = "For the test.")
    sealed interface Sample permits SampleValues {

        @Parameter(key = "on", byDefault = "true", description = "A switch.")
        boolean on();

        @Parameter(key = "count", byDefault = "3", min = 1, max = 64, description = "A number.")
        int count();

        @Parameter(key = "big", byDefault = "5000000000", min = 2, description = "A big number.")
        long big();

        @Parameter(key = "share", byDefault = "0.5", min = 0.25, max = 1, description = "A share.")
        double share();

        @Parameter(key = "name", byDefault = "any", description = "A name.")
        String name();

        @Parameter(
                key = "codec",
                byDefault = "none",
                values = {"none", "lz4"},
                description = "A choice.")
        String codec();

        @Parameter(key = "level", byDefault = "low", description = "A level.")
        Level level();
    }

    record SampleValues(boolean on, int count, long big, double share, String name, String codec, Level level)
            implements Sample {}

    enum Level {
        LOW,
        VERY_HIGH
    }

    private static final Sample DEFAULTS = new SampleValues(true, 3, 5_000_000_000L, 0.5, "any", "none", Level.LOW);

    @Test
    void whatIsLeftOutHasItsDefault() {
        assertEquals(DEFAULTS, Options.defaults(Sample.class));
        assertEquals(
                new SampleValues(true, 64, 5_000_000_000L, 0.5, "any", "none", Level.LOW),
                Options.make(Sample.class, Map.of("count", "64")));
    }

    @Test
    void everyTypeIsRead() {
        assertEquals(
                new SampleValues(false, 1, 2, 0.25, "x y", "lz4", Level.VERY_HIGH),
                Options.make(
                        Sample.class,
                        Map.of(
                                "on",
                                " false ",
                                "count",
                                "1",
                                "big",
                                "2",
                                "share",
                                "0.25",
                                "name",
                                " x y ",
                                "codec",
                                "lz4",
                                "level",
                                "very_High")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "on|yes|true or false",
                "on|TRUE|true or false",
                "count|0|a whole number from 1 to 64",
                "count|65|a whole number from 1 to 64",
                "count|1.5|a whole number from 1 to 64",
                "count|99999999999|a whole number from 1 to 64",
                "count|''|a whole number from 1 to 64",
                "big|1|a whole number of at least 2",
                "big|64k|a whole number of at least 2",
                "share|0.2|a number from 0.25 to 1",
                "share|NaN|a number from 0.25 to 1",
                "share|half|a number from 0.25 to 1",
                "codec|LZ4|one of none, lz4",
                "level|high|one of low, very_high"
            })
    void aBadValueIsRefusedWithWhatIsAllowed(String key, String value, String allowed) {
        InvalidArgumentException refused =
                assertThrows(InvalidArgumentException.class, () -> Options.make(Sample.class, Map.of(key, value)));
        assertEquals(
                "'" + value + "' is no value for '" + key + "' in section 'sample': it takes " + allowed,
                refused.getMessage());
        assertEquals(allowed, Options.allowed(Sample.class, key));
    }

    @Test
    void anUnknownKeyIsRefusedWithTheKnownOnes() {
        InvalidArgumentException refused =
                assertThrows(InvalidArgumentException.class, () -> Options.make(Sample.class, Map.of("cuont", "1")));
        assertEquals(
                "unknown parameter 'cuont' in section 'sample'; it has on, count, big, share, name, codec, level",
                refused.getMessage());
        assertEquals(
                "section 'sample' has no parameter 'cuont'",
                assertThrows(InvalidArgumentException.class, () -> Options.allowed(Sample.class, "cuont"))
                        .getMessage());
    }

    @Test
    void valuesAreTextThatMakesTheSameRecord() {
        Sample sample = new SampleValues(false, 64, Long.MAX_VALUE, 0.75, "", "lz4", Level.VERY_HIGH);
        Map<String, String> values = Options.values(sample);
        assertEquals(
                "{on=false, count=64, big=9223372036854775807, share=0.75, name=, codec=lz4, level=very_high}",
                values.toString());
        assertEquals(sample, Options.make(Sample.class, values));
        assertEquals(
                "1",
                Options.values(new SampleValues(true, 1, 2, 1.0, "", "none", Level.LOW))
                        .get("share"));
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                WalOptions.class,
                MemtableOptions.class,
                TableOptions.class,
                CompactionOptions.class,
                EngineOptions.class,
                ScrubOptions.class,
                AuditOptions.class,
                TenantOptions.class
            })
    void everyShippedSectionIsSound(Class<?> type) {
        Object defaults = Options.defaults(type);
        assertEquals(defaults, Options.make(type, Options.values(defaults)));
        assertFalse(type.getAnnotation(Section.class).description().isBlank());
        Options.parameters(type).forEach((key, parameter) -> {
            assertEquals(key, key.replaceAll("[^a-z0-9_]", ""), "snake_case");
            assertFalse(parameter.description().isBlank(), key);
            List.of("", "no such value").forEach(value -> assertRefusedOrText(type, key, value));
        });
    }

    /** A key of numbers or choices refuses nonsense; a free text takes it. */
    private static void assertRefusedOrText(Class<?> type, String key, String value) {
        if (!Options.allowed(type, key).equals("a string")) {
            assertThrows(InvalidArgumentException.class, () -> Options.make(type, Map.of(key, value)), key);
        }
    }
}
