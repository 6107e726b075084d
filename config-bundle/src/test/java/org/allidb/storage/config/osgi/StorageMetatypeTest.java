package org.allidb.storage.config.osgi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.allidb.storage.api.config.Options;
import org.allidb.storage.api.config.StorageConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.ObjectClassDefinition;

class StorageMetatypeTest {

    private final Map<String, AttributeDefinition> attributes = new LinkedHashMap<>();

    StorageMetatypeTest() {
        Arrays.stream(new StorageMetatype()
                        .getObjectClassDefinition(YamlConfigurationComponent.PID, null)
                        .getAttributeDefinitions(ObjectClassDefinition.ALL))
                .forEach(attribute -> attributes.put(attribute.getID(), attribute));
    }

    @Test
    void eachParameterIsAnAttributeWhoseDefaultIsValid() {
        Map<String, String> defaults = new TreeMap<>();
        Map<String, String> found = new TreeMap<>();
        StorageConfiguration.sections()
                .forEach((section, type) -> Options.parameters(type)
                        .forEach((key, parameter) -> defaults.put(section + "." + key, parameter.byDefault())));
        attributes.forEach((path, attribute) -> {
            found.put(path, attribute.getDefaultValue()[0]);
            assertEquals("", attribute.validate(attribute.getDefaultValue()[0]), path);
        });
        assertEquals(defaults, found);
    }

    @ParameterizedTest
    @CsvSource({
        "wal.fsync, BOOLEAN",
        "compaction.max_concurrent, INTEGER",
        "engine.drain_timeout_ms, LONG",
        "engine.max_in_flight_mb, DOUBLE",
        "engine.durability, STRING",
        "compaction.strategy, STRING"
    })
    void valuesHaveTheTypeOfTheirParameter(String path, String type) throws Exception {
        assertEquals(
                AttributeDefinition.class.getField(type).getInt(null),
                attributes.get(path).getType());
    }

    @Test
    void choicesAreAList() {
        AttributeDefinition durability = attributes.get("engine.durability");
        assertArrayEquals(new String[] {"sync", "buffered"}, durability.getOptionValues());
        assertArrayEquals(durability.getOptionValues(), durability.getOptionLabels());
        assertNull(attributes.get("compaction.strategy").getOptionValues());
    }

    @Test
    void whatIsLiveOrCanBeATenantsSaysSo() {
        StorageConfiguration.sections()
                .forEach((section, type) -> Options.parameters(type).forEach((key, parameter) -> {
                    String description = attributes.get(section + "." + key).getDescription();
                    assertEquals(parameter.live(), description.contains(". [live]"), key);
                    assertEquals(parameter.perTenant(), description.endsWith(". [live] [tenant]"), key);
                }));
        assertTrue(attributes.get("engine.durability").getDescription().endsWith(" [live] [tenant]"));
    }

    @Test
    void aValueThatTheEngineWouldRefuseIsInvalid() {
        assertEquals(
                "'99' is no value for 'drain_timeout_ms' in section 'engine': it takes a whole number from 100 to"
                        + " 600000",
                attributes.get("engine.drain_timeout_ms").validate("99"));
    }
}
