package org.allidb.storage.engine.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.allidb.storage.api.config.Options;
import org.allidb.storage.api.config.Parameter;
import org.allidb.storage.api.config.StorageConfiguration;

/**
 * A parameter whose value changes.
 *
 * @param path section and key
 * @param before the value until now
 * @param value the new value
 * @param live whether it takes effect at once
 */
record ConfigurationChange(String path, String before, String value, boolean live) {

    static List<ConfigurationChange> between(StorageConfiguration before, StorageConfiguration after) {
        Map<String, Map<String, String>> old = before.values();
        Map<String, Map<String, String>> now = after.values();
        List<ConfigurationChange> changes = new ArrayList<>();
        StorageConfiguration.sections().forEach((section, type) -> {
            Map<String, String> earlier = Objects.requireNonNull(old.get(section));
            Map<String, String> values = Objects.requireNonNull(now.get(section));
            for (Map.Entry<String, Parameter> parameter :
                    Options.parameters(type).entrySet()) {
                String was = Objects.requireNonNull(earlier.get(parameter.getKey()));
                String is = Objects.requireNonNull(values.get(parameter.getKey()));
                if (!is.equals(was)) {
                    changes.add(new ConfigurationChange(
                            section + "." + parameter.getKey(),
                            was,
                            is,
                            parameter.getValue().live()));
                }
            }
        });
        return changes;
    }

    /** Returns a configuration with the live parameters of another one, and its own for the rest. */
    static StorageConfiguration live(StorageConfiguration now, StorageConfiguration wanted) {
        StorageConfiguration result = wanted;
        for (ConfigurationChange change : between(now, wanted)) {
            if (!change.live()) {
                result = result.with(change.path(), change.before());
            }
        }
        return result;
    }
}
