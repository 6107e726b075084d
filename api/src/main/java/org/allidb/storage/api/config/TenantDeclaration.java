package org.allidb.storage.api.config;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.Suspension;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a configuration says about one tenant: that there shall be one, and some of its settings. Immutable.
 *
 * <ul>
 *   <li>A tenant that is declared is created if there is none of its id.
 *   <li>What a declaration sets counts when a data directory is opened, and when a configuration with another declaration of
 *       the tenant is put in force. In between, calls such as
 *       {@link org.allidb.storage.api.StoragePlatform#update} change it.
 *   <li>What a declaration leaves out stays as it is.
 * </ul>
 */
@ProviderType
public final class TenantDeclaration {

    private static final String SUSPENDED = "suspended";
    /** The key under which the file declares vectors. */
    private static final String VECTORS = "vectors";
    /** The key under which the file sets parameters of the configuration. */
    private static final String PARAMETERS = "parameters";

    private final TenantId id;
    private final Map<String, String> values;
    private final Map<String, Integer> vectors;
    private final Optional<Map<String, String>> parameters;
    private final String origin;

    private TenantDeclaration(
            TenantId id,
            Map<String, String> values,
            Map<String, Integer> vectors,
            Optional<Map<String, String>> parameters,
            String origin) {
        this.id = id;
        this.values = values;
        this.vectors = vectors;
        this.parameters = parameters;
        this.origin = origin;
    }

    /**
     * Declares a tenant.
     *
     * @param id its id
     * @param values what is set of {@link DeclaredTenantOptions}, by key, as it would stand in the file
     * @param vectors the number of components that vectors of a name must have; empty to leave that as it is
     * @param origin where it is declared, for messages: a file and its line, for example
     * @return the declaration
     * @throws InvalidArgumentException if there is no such key, or a value is not allowed
     */
    public static TenantDeclaration of(
            TenantId id, Map<String, String> values, Map<String, Integer> vectors, String origin) {
        TenantDeclaration declaration =
                new TenantDeclaration(id, new TreeMap<>(values), new TreeMap<>(vectors), Optional.empty(), origin);
        declaration.settings(TenantSettings.DEFAULTS);
        return declaration;
    }

    /**
     * Returns the same declaration with the parameters of the configuration that the tenant sets for itself.
     *
     * @param wanted values by path, in place of all that the tenant has, see {@link TenantSettings#parameters()}
     * @return the declaration
     * @throws InvalidArgumentException if one cannot be set for single tenants, or its value is not allowed
     */
    public TenantDeclaration withParameters(Map<String, String> wanted) {
        TenantDeclaration declaration =
                new TenantDeclaration(id, values, vectors, Optional.of(new TreeMap<>(wanted)), origin);
        declaration.settings(TenantSettings.DEFAULTS);
        return declaration;
    }

    /** {@return the id of the tenant} */
    public TenantId id() {
        return id;
    }

    /** {@return where it is declared, for messages} */
    public String origin() {
        return origin;
    }

    /**
     * Returns whether the declaration sets something.
     *
     * @param key a key of {@link DeclaredTenantOptions}
     * @return whether it is set
     */
    public boolean sets(String key) {
        return values.containsKey(key);
    }

    /**
     * Returns the settings that a tenant has by this declaration.
     *
     * @param now its settings until now; those of a tenant that is created are {@link TenantSettings#DEFAULTS}
     * @return the same settings, but for what is declared
     */
    public TenantSettings settings(TenantSettings now) {
        Map<String, String> all = Options.values(DeclaredTenantValues.of(now));
        all.putAll(values);
        DeclaredTenantOptions options = Options.make(DeclaredTenantOptions.class, all);
        Map<String, Integer> dimensions = new HashMap<>(now.vectorDimensions());
        dimensions.putAll(vectors);
        return ((DeclaredTenantValues) options)
                .applyTo(now)
                .withVectorDimensions(dimensions)
                .withParameters(parameters.orElse(now.parameters()));
    }

    /**
     * Returns how the tenant is suspended by this declaration.
     *
     * @param now how it is suspended until now
     * @param at the time, if that is changed
     * @return the same, unless the declaration says something else
     */
    public Optional<Suspension> suspension(Optional<Suspension> now, Instant at) {
        String declared = values.get(SUSPENDED);
        if (declared == null
                || declared.equals(now.map(Suspension::mode)
                        .map(Suspension.Mode::text)
                        .orElse(DeclaredTenantValues.NOT_SUSPENDED))) {
            return now;
        }
        return declared.equals(DeclaredTenantValues.NOT_SUSPENDED)
                ? Optional.empty()
                : Optional.of(Suspension.of(Suspension.Mode.valueOf(declared.toUpperCase(Locale.ROOT)), origin, at));
    }

    /**
     * Compares the settings of a tenant, as they would stand in the file.
     *
     * @param before the settings until now
     * @param after other settings
     * @return for each key whose value differs a text such as {@code disk_mb = 20 (was 10)}, in the order of the file
     */
    public static List<String> changes(TenantSettings before, TenantSettings after) {
        Map<String, String> was = texts(before);
        Map<String, String> is = texts(after);
        was.keySet().forEach(key -> is.putIfAbsent(key, "none"));
        is.replaceAll((key, text) -> {
            String earlier = Objects.requireNonNullElse(was.get(key), "none");
            return text.equals(earlier) ? "" : key + " = " + text + " (was " + earlier + ")";
        });
        return is.values().stream().filter(text -> !text.isEmpty()).toList();
    }

    private static Map<String, String> texts(TenantSettings settings) {
        Map<String, String> texts = new LinkedHashMap<>(Options.values(DeclaredTenantValues.of(settings)));
        new TreeMap<>(settings.vectorDimensions())
                .forEach((name, dimension) -> texts.put(VECTORS + "." + name, dimension.toString()));
        new TreeMap<>(settings.parameters()).forEach((path, value) -> texts.put(PARAMETERS + "." + path, value));
        return texts;
    }

    /** Compares what is declared; where it is declared does not matter. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TenantDeclaration that
                && id.equals(that.id)
                && values.equals(that.values)
                && vectors.equals(that.vectors)
                && parameters.equals(that.parameters);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, values, vectors, parameters);
    }

    @Override
    public String toString() {
        return id + " " + values + " " + vectors + " " + parameters.orElse(Map.of());
    }
}
