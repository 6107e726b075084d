package org.allidb.storage.config.internal;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.allidb.storage.api.config.Options;
import org.allidb.storage.config.internal.ConfigurationValues.Place;
import org.allidb.storage.kernel.text.Suggestion;

/** The environment variables that override parameters: {@code ALLIDB_STORAGE_}, the section, {@code _}, the key. */
final class EnvironmentOverrides {

    private static final String PREFIX = "ALLIDB_STORAGE_";

    private EnvironmentOverrides() {}

    static void apply(Map<String, String> environment, ConfigurationValues values) {
        Map<String, String[]> known = new HashMap<>();
        ConfigurationValues.sections()
                .forEach((section, type) -> Options.parameters(type)
                        .keySet()
                        .forEach(key -> known.put(variable(section, key), new String[] {section, key})));
        for (Map.Entry<String, String> entry : new TreeMap<>(environment).entrySet()) {
            if (!entry.getKey().startsWith(PREFIX)) {
                continue;
            }
            Place place = new Place("environment variable " + entry.getKey(), 0);
            String[] path = known.get(entry.getKey());
            if (path == null) {
                throw place.error(
                        "", "it overrides no parameter" + Suggestion.among(entry.getKey(), known.keySet()), null);
            }
            values.set(place, path[0], path[1], entry.getValue());
        }
    }

    private static String variable(String section, String key) {
        return PREFIX + section.toUpperCase(Locale.ROOT) + "_" + key.toUpperCase(Locale.ROOT);
    }
}
