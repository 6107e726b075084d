package org.allidb.storage.engine.osgi;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.bootstrap.ConfigurationSource.Value;
import org.allidb.storage.api.config.Options;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.api.config.TenantDeclaration;
import org.allidb.storage.kernel.text.Suggestion;
import org.jspecify.annotations.Nullable;

/**
 * Puts the configuration together. What Configuration Admin sets comes before what the environment and the file set; what
 * none of them sets has its default. Tenants are declared by the file alone.
 *
 * <ul>
 *   <li>There is no configuration before Configuration Admin has said what it has, even if that is nothing. Where a
 *       bundle for the values of the file is installed, it waits for these too.
 *   <li>Values of Configuration Admin that are not allowed leave the configuration before them in force. Before there is
 *       one, they keep the storage closed until they are mended.
 *   <li>Keys of Configuration Admin that are no parameters are reported and ignored.
 *   <li>Thread-safe.
 * </ul>
 */
final class ConfigurationLayers {

    /** The PID of the storage's configuration. */
    static final String PID = "org.allidb.storage";

    private static final String ADMIN = "Configuration Admin (PID " + PID + ")";
    /** What Configuration Admin and its tools add for themselves. */
    private static final List<String> FOREIGN =
            List.of("service.", "component.", "felix.", "osgi.", "org.", "karaf.", "webconsole.", ".", ":");

    private final Logger log;
    private final boolean fileExpected;
    /** What Configuration Admin sets; null before it has said that. */
    @GuardedBy("this")
    private @Nullable Map<String, String> admin;

    /** What the file and the environment set; null before that is known. */
    @GuardedBy("this")
    private @Nullable Map<String, Value> outside;

    /** The tenants that the file declares. */
    @GuardedBy("this")
    private List<TenantDeclaration> tenants = List.of();

    @GuardedBy("this")
    private @Nullable StorageConfiguration inForce;

    /** The lines that were logged last. */
    @GuardedBy("this")
    private List<String> told = List.of();

    /**
     * Creates layers of which none is set.
     *
     * @param log receives what an operator must know
     * @param fileExpected whether the values of a file will come
     */
    ConfigurationLayers(Logger log, boolean fileExpected) {
        this.log = log;
        this.fileExpected = fileExpected;
    }

    /** Takes what Configuration Admin sets; null if it has no configuration, or none any more. */
    synchronized void admin(@Nullable Map<String, Object> properties) {
        if (properties == null && admin != null && !admin.isEmpty()) {
            log.log(
                    Level.INFO,
                    "{0} has no configuration any more; what it set has the value of the file, or its default",
                    ADMIN);
        }
        Map<String, String> values = new TreeMap<>();
        List<String> unknown = new ArrayList<>();
        (properties == null ? Map.<String, Object>of() : properties).forEach((key, value) -> {
            String problem = problem(key);
            if (problem == null) {
                values.put(key, text(value));
            } else if (FOREIGN.stream().noneMatch(key::startsWith)) {
                unknown.add(ADMIN + ": " + key + " is ignored: " + problem);
            }
        });
        unknown.sort(null);
        unknown.forEach(message -> log.log(Level.WARNING, message));
        admin = values;
        combine();
    }

    /** Takes what the file and the environment set, and the tenants that the file declares. */
    synchronized void outside(Map<String, Value> values, List<TenantDeclaration> declared) {
        outside = Map.copyOf(values);
        tenants = List.copyOf(declared);
        combine();
    }

    /** Returns the configuration in force; empty if there is none yet. */
    synchronized Optional<StorageConfiguration> inForce() {
        return Optional.ofNullable(inForce);
    }

    /** Returns what the first configuration waits for, in words. */
    synchronized String waitsFor() {
        if (admin == null) {
            return "Configuration Admin has not said what it has; is its bundle active?";
        }
        if (outside == null && fileExpected) {
            return "the values of the configuration file are not there; is the bundle org.allidb.storage.config active,"
                    + " and the file intact? To go without a file, uninstall that bundle";
        }
        return "a value in " + ADMIN + " is not allowed; the error before this one names it";
    }

    @GuardedBy("this")
    private void combine() {
        Map<String, String> first = admin;
        if (first == null || outside == null && fileExpected) {
            return;
        }
        Map<String, Value> second = outside == null ? Map.of() : outside;
        List<String> refused = new ArrayList<>();
        first.forEach((path, text) -> refusal(path, text).ifPresent(refused::add));
        if (refused.isEmpty()) {
            Map<String, Map<String, String>> values = new LinkedHashMap<>();
            second.forEach((path, value) -> put(values, path, value.text()));
            first.forEach((path, text) -> put(values, path, text));
            try {
                inForce = StorageConfiguration.of(values).withDeclaredTenants(tenants);
                tellOrigins(first, second);
            } catch (InvalidArgumentException e) {
                // each is allowed, and together they are not
                refused.add(ADMIN + ": " + e.getMessage());
            }
        }
        String consequence = inForce == null
                ? "the storage is opened when it is mended"
                : "the configuration before it stays in force";
        refused.forEach(message -> log.log(Level.ERROR, message + "; " + consequence));
    }

    /** Logs which source sets how much, and what of the file has no effect; once, until it is something else. */
    @GuardedBy("this")
    private void tellOrigins(Map<String, String> first, Map<String, Value> second) {
        List<String> lines = new ArrayList<>();
        lines.add("configuration: " + first.size() + " parameters by " + ADMIN + ", before " + second.size()
                + " by file and environment, before the defaults");
        first.forEach((path, text) -> {
            Value overridden = second.get(path);
            if (overridden != null && !overridden.text().equals(text)) {
                lines.add(path + " = " + text + " by " + ADMIN + " overrides " + overridden.text() + " by "
                        + overridden.origin() + "; delete it there to have the other in force");
            }
        });
        if (!lines.equals(told)) {
            told = lines;
            lines.forEach(line -> log.log(Level.INFO, line));
        }
    }

    private static Optional<String> refusal(String path, String text) {
        String key = key(path);
        Class<?> type = Objects.requireNonNull(StorageConfiguration.sections().get(section(path)));
        try {
            Options.make(type, Map.of(key, text));
            return Optional.empty();
        } catch (InvalidArgumentException e) {
            return Optional.of(ADMIN + ": " + path + ": '" + text + "' is not allowed here; it takes "
                    + Options.allowed(type, key));
        }
    }

    /** Returns why a key is no parameter; null if it is one. */
    private static @Nullable String problem(String path) {
        Map<String, Class<?>> sections = StorageConfiguration.sections();
        Class<?> type = sections.get(section(path));
        if (type == null) {
            return "there is no section '" + section(path) + "'" + Suggestion.among(section(path), sections.keySet());
        }
        var parameters = Options.parameters(type).keySet();
        return parameters.contains(key(path))
                ? null
                : "there is no parameter '" + key(path) + "' in section '" + section(path) + "'"
                        + Suggestion.among(key(path), parameters);
    }

    /** Tools that keep lists write a single value as a list of one. */
    private static String text(Object value) {
        return value instanceof Object[] array && array.length == 1 ? String.valueOf(array[0]) : String.valueOf(value);
    }

    private static void put(Map<String, Map<String, String>> values, String path, String text) {
        values.computeIfAbsent(section(path), section -> new LinkedHashMap<>()).put(key(path), text);
    }

    private static String section(String path) {
        int dot = path.indexOf('.');
        return dot < 0 ? path : path.substring(0, dot);
    }

    private static String key(String path) {
        return path.substring(path.indexOf('.') + 1);
    }
}
