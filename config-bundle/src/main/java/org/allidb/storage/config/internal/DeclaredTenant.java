package org.allidb.storage.config.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.config.DeclaredTenantOptions;
import org.allidb.storage.api.config.Options;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.api.config.TenantDeclaration;
import org.allidb.storage.config.internal.ConfigurationValues.Place;
import org.allidb.storage.kernel.text.Suggestion;

/** A tenant that is declared in a file. Each setting is checked when it is set, so that an error names its place. */
final class DeclaredTenant {

    /** The section that tenants are declared in. */
    static final String SECTION = "tenants";

    /** The key in that section. */
    static final String KEY = "declared";

    /** The key of a tenant under which its vectors are. */
    static final String VECTORS = "vectors";

    /** The key of a tenant under which the parameters are that it sets for itself. */
    static final String PARAMETERS = "parameters";

    private final Place place;
    private final String path;
    private final TenantId id;
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, Integer> vectors = new LinkedHashMap<>();
    private final Map<String, String> parameters = new LinkedHashMap<>();
    private boolean setsParameters;

    private DeclaredTenant(Place place, String path, TenantId id) {
        this.place = place;
        this.path = path;
        this.id = id;
    }

    /** Begins the declaration of a tenant at a place, under the path of all of them. */
    static DeclaredTenant at(Place place, String parent, String id) {
        String path = parent + "." + id;
        try {
            return new DeclaredTenant(place, path, TenantId.of(id));
        } catch (InvalidArgumentException e) {
            throw place.error(path, String.valueOf(e.getMessage()), e);
        }
    }

    /** Returns the path of the tenant in the file. */
    String path() {
        return path;
    }

    /** Checks and sets a setting that stands at a place. */
    void set(Place where, String key, String value) {
        if (!Options.parameters(DeclaredTenantOptions.class).containsKey(key)) {
            List<String> known = new ArrayList<>(
                    Options.parameters(DeclaredTenantOptions.class).keySet());
            known.add(VECTORS);
            known.add(PARAMETERS);
            throw where.error(
                    path + "." + key, "a tenant has no setting '" + key + "'" + Suggestion.among(key, known), null);
        }
        try {
            Options.make(DeclaredTenantOptions.class, Map.of(key, value));
        } catch (InvalidArgumentException e) {
            throw where.error(
                    path + "." + key,
                    "'" + value + "' is not allowed here; it takes "
                            + Options.allowed(DeclaredTenantOptions.class, key),
                    e);
        }
        values.put(key, value);
        try {
            TenantDeclaration.of(id, values, Map.of(), path);
        } catch (InvalidArgumentException e) {
            throw where.error(path + "." + key, String.valueOf(e.getMessage()), e);
        }
    }

    /** Checks and sets the number of components of a vector. */
    void setVector(Place where, String name, String components) {
        try {
            vectors.put(name, Integer.valueOf(components));
            TenantSettings.DEFAULTS.withVectorDimensions(vectors);
        } catch (NumberFormatException e) {
            throw where.error(
                    path + "." + VECTORS + "." + name,
                    "'" + components + "' is not allowed here; it takes a number of components",
                    e);
        } catch (InvalidArgumentException e) {
            throw where.error(path + "." + VECTORS + "." + name, String.valueOf(e.getMessage()), e);
        }
    }

    /** Says that the parameters which follow are all that the tenant sets for itself. */
    void setsParameters() {
        setsParameters = true;
    }

    /** Checks and sets a parameter of the configuration for the tenant. */
    void setParameter(Place where, String name, String value) {
        String key = path + "." + PARAMETERS + "." + name;
        if (!StorageConfiguration.tenantParameters().contains(name)) {
            throw where.error(
                    key,
                    "'" + name + "' cannot be set for single tenants"
                            + Suggestion.among(name, List.copyOf(StorageConfiguration.tenantParameters())),
                    null);
        }
        try {
            StorageConfiguration.DEFAULTS.forTenant(Map.of(name, value));
        } catch (InvalidArgumentException e) {
            throw where.error(key, String.valueOf(e.getMessage()), e);
        }
        parameters.put(name, value);
    }

    TenantDeclaration declaration() {
        TenantDeclaration declaration = TenantDeclaration.of(id, values, vectors, place.where());
        return setsParameters ? declaration.withParameters(parameters) : declaration;
    }
}
