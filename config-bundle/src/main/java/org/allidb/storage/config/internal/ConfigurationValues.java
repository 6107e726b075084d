package org.allidb.storage.config.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.InvalidConfigurationException;
import org.allidb.storage.api.bootstrap.ConfigurationSource;
import org.allidb.storage.api.bootstrap.ConfigurationSource.Value;
import org.allidb.storage.api.config.Options;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.api.config.TenantDeclaration;
import org.allidb.storage.kernel.text.Suggestion;

/**
 * The values of parameters that a file and the environment set, and the tenants that the file declares. Each is checked when it is
 * set, so that an error names its place.
 */
final class ConfigurationValues {

    private static final Map<String, Class<?>> SECTIONS = StorageConfiguration.sections();

    private final Map<String, Map<String, String>> values = new LinkedHashMap<>();
    private final Map<String, Value> origins = new LinkedHashMap<>();
    private final List<TenantDeclaration> tenants = new ArrayList<>();

    static Map<String, Class<?>> sections() {
        return SECTIONS;
    }

    /** Checks and sets a value that stands at a place. */
    void set(Place place, String section, String key, String value) {
        Class<?> type = SECTIONS.get(section);
        if (type == null) {
            throw place.error(
                    "storage." + section,
                    "there is no section '" + section + "'" + Suggestion.among(section, SECTIONS.keySet()),
                    null);
        }
        if (!Options.parameters(type).containsKey(key)) {
            throw place.error(
                    "storage." + section + "." + key,
                    "there is no parameter '" + key + "' in section '" + section + "'"
                            + Suggestion.among(key, Options.parameters(type).keySet()),
                    null);
        }
        try {
            Options.make(type, Map.of(key, value));
        } catch (InvalidArgumentException e) {
            throw place.error(
                    "storage." + section + "." + key,
                    "'" + value + "' is not allowed here; it takes " + Options.allowed(type, key),
                    e);
        }
        values.computeIfAbsent(section, name -> new LinkedHashMap<>()).put(key, value);
        origins.put(section + "." + key, new Value(value, place.where()));
    }

    /** Adds the declaration of a tenant. */
    void declare(TenantDeclaration tenant) {
        tenants.add(tenant);
    }

    /**
     * Returns what was set, each value with its place.
     *
     * @throws InvalidArgumentException if the values do not go together
     */
    ConfigurationSource set() {
        configuration();
        return new SetValues(Map.copyOf(origins), List.copyOf(tenants));
    }

    StorageConfiguration configuration() {
        return StorageConfiguration.of(values).withDeclaredTenants(tenants);
    }

    /** What was set at one moment. */
    private record SetValues(Map<String, Value> values, List<TenantDeclaration> tenants)
            implements ConfigurationSource {}

    /**
     * A place that a value comes from.
     *
     * @param source the file or the environment variable
     * @param line line in the file from 1, or 0
     */
    record Place(String source, int line) {

        InvalidConfigurationException error(
                String key, String what, @org.jspecify.annotations.Nullable Throwable cause) {
            String where = where() + (key.isEmpty() ? "" : ": " + key);
            return new InvalidConfigurationException(source, line, key, where + ": " + what, cause);
        }

        String where() {
            return source + (line > 0 ? ":" + line : "");
        }
    }
}
