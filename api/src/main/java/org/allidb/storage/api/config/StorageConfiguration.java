package org.allidb.storage.api.config;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.TenantId;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** The whole configuration: options for each section of the file, and the tenants that it declares. Immutable. */
@ProviderType
public final class StorageConfiguration {

    private static final List<Class<?>> SECTIONS = List.of(
            EngineOptions.class,
            WalOptions.class,
            MemtableOptions.class,
            TableOptions.class,
            CompactionOptions.class,
            FeedOptions.class,
            ScrubOptions.class,
            AuditOptions.class,
            EncryptionOptions.class,
            ServerOptions.class,
            ClusterOptions.class,
            TenantOptions.class);

    private static final Set<String> TENANT_PARAMETERS = paths(Parameter::perTenant);
    private static final Set<String> LIVE_PARAMETERS = paths(Parameter::live);

    /** Every parameter at its default. */
    public static final StorageConfiguration DEFAULTS = of(Map.of());

    private final Map<Class<?>, Object> sections;
    private final EngineOptions engine;
    private final WalOptions wal;
    private final MemtableOptions memtable;
    private final TableOptions sstable;
    private final CompactionOptions compaction;
    private final FeedOptions feed;
    private final ScrubOptions scrub;
    private final TenantOptions tenants;
    private final AuditOptions audit;
    private final EncryptionOptions encryption;
    private final ServerOptions server;
    private final ClusterOptions cluster;
    private final Map<TenantId, TenantDeclaration> declaredTenants;

    private StorageConfiguration(Map<Class<?>, Object> sections, Map<TenantId, TenantDeclaration> declaredTenants) {
        this.sections = sections;
        this.declaredTenants = declaredTenants;
        engine = section(EngineOptions.class);
        wal = section(WalOptions.class);
        memtable = section(MemtableOptions.class);
        sstable = section(TableOptions.class);
        compaction = section(CompactionOptions.class);
        feed = section(FeedOptions.class);
        scrub = section(ScrubOptions.class);
        tenants = section(TenantOptions.class);
        audit = section(AuditOptions.class);
        encryption = section(EncryptionOptions.class);
        server = section(ServerOptions.class);
        cluster = section(ClusterOptions.class);
    }

    private <S> S section(Class<S> type) {
        return type.cast(Objects.requireNonNull(sections.get(type)));
    }

    /**
     * Makes a configuration out of values.
     *
     * @param values values by section and key, as they would stand in the file; what is left out has its default
     * @return the configuration
     * @throws InvalidArgumentException if there is no such parameter or a value is not allowed
     */
    public static StorageConfiguration of(Map<String, Map<String, String>> values) {
        Map<String, Class<?>> sections = sections();
        for (String section : values.keySet()) {
            if (!sections.containsKey(section)) {
                throw new InvalidArgumentException("there is no section '" + section + "'; the sections are "
                        + String.join(", ", sections.keySet()));
            }
        }
        Map<Class<?>, Object> made = new LinkedHashMap<>();
        sections.forEach((name, section) ->
                made.put(section, Options.make(section, values.getOrDefault(name, Map.of()))));
        return new StorageConfiguration(made, Map.of());
    }

    /**
     * Returns the same configuration with other declarations of tenants, in place of those that it has.
     *
     * @param declarations declarations of tenants, one for each id
     * @return the new configuration
     * @throws InvalidArgumentException if there are two for one id
     */
    public StorageConfiguration withDeclaredTenants(Collection<TenantDeclaration> declarations) {
        Map<TenantId, TenantDeclaration> byId = new TreeMap<>();
        for (TenantDeclaration declaration : declarations) {
            TenantDeclaration other = byId.put(declaration.id(), declaration);
            if (other != null) {
                throw new InvalidArgumentException("tenant '" + declaration.id() + "' is declared twice, by "
                        + other.origin() + " and by " + declaration.origin());
            }
        }
        return new StorageConfiguration(sections, Collections.unmodifiableMap(byId));
    }

    /**
     * Returns the same configuration with one parameter changed.
     *
     * @param path section and key, for example {@code wal.fsync}
     * @param value the value as it would stand in the file
     * @return the new configuration
     * @throws InvalidArgumentException if there is no such parameter or the value is not allowed
     */
    public StorageConfiguration with(String path, String value) {
        return with(Map.of(path, value));
    }

    /**
     * Returns the configuration that holds for a tenant which sets some parameters for itself.
     *
     * @param parameters values by path, for example {@code compaction.strategy}, as they would stand in the file
     * @return the configuration of the tenant; this one if there are no parameters
     * @throws InvalidArgumentException if there is no such parameter, it cannot be set for single tenants
     *     ({@link Parameter#perTenant()}), or a value is not allowed
     */
    public StorageConfiguration forTenant(Map<String, String> parameters) {
        if (parameters.isEmpty()) {
            return this;
        }
        Set<String> possible = tenantParameters();
        for (String path : new TreeSet<>(parameters.keySet())) {
            if (!possible.contains(path)) {
                throw new InvalidArgumentException(
                        "'" + path + "' cannot be set for single tenants; these can: " + String.join(", ", possible));
            }
        }
        return with(parameters);
    }

    /**
     * Returns which parameters can be set for single tenants.
     *
     * @return their paths, in the order of the file
     */
    public static Set<String> tenantParameters() {
        return TENANT_PARAMETERS;
    }

    /**
     * Returns which parameters take effect at once when they are changed.
     *
     * @return their paths, in the order of the file
     */
    public static Set<String> liveParameters() {
        return LIVE_PARAMETERS;
    }

    private static Set<String> paths(Predicate<Parameter> wanted) {
        Set<String> paths = new LinkedHashSet<>();
        sections()
                .forEach((section, type) -> Options.parameters(type).forEach((key, parameter) -> {
                    if (wanted.test(parameter)) {
                        paths.add(section + "." + key);
                    }
                }));
        return Collections.unmodifiableSet(paths);
    }

    /**
     * Returns the same configuration with some parameters changed.
     *
     * @param changes values by path, for example {@code wal.fsync}, as they would stand in the file
     * @return the new configuration
     * @throws InvalidArgumentException if there is no such parameter or a value is not allowed
     */
    public StorageConfiguration with(Map<String, String> changes) {
        Map<String, Class<?>> types = sections();
        Map<Class<?>, Map<String, String>> changed = new LinkedHashMap<>();
        changes.forEach((path, value) -> {
            int dot = path.indexOf('.');
            Class<?> type = types.get(dot < 0 ? "" : path.substring(0, dot));
            if (type == null) {
                throw new InvalidArgumentException(
                        "there is no parameter '" + path + "'; a parameter is a section and a key,"
                                + " and the sections are " + String.join(", ", types.keySet()));
            }
            changed.computeIfAbsent(type, _ -> new LinkedHashMap<>()).put(path.substring(dot + 1), value);
        });
        // the others are shared: each tenant that sets a parameter has a configuration of its own
        Map<Class<?>, Object> all = new LinkedHashMap<>(sections);
        changed.forEach((type, values) -> all.put(type, Options.changed(section(type), values)));
        return new StorageConfiguration(all, declaredTenants);
    }

    /** {@return the engine's options} */
    public EngineOptions engine() {
        return engine;
    }

    /** {@return the options of the write-ahead log} */
    public WalOptions wal() {
        return wal;
    }

    /** {@return the options of the memtables} */
    public MemtableOptions memtable() {
        return memtable;
    }

    /** {@return the options of the tables} */
    public TableOptions sstable() {
        return sstable;
    }

    /** {@return the options of compaction} */
    public CompactionOptions compaction() {
        return compaction;
    }

    /** {@return the options of the change feeds} */
    public FeedOptions feed() {
        return feed;
    }

    /** {@return the options of the scrub} */
    public ScrubOptions scrub() {
        return scrub;
    }

    /** {@return the options of the tenants} */
    public TenantOptions tenants() {
        return tenants;
    }

    /** {@return the options of the audit trail} */
    public AuditOptions audit() {
        return audit;
    }

    /** {@return the options of encryption at rest} */
    public EncryptionOptions encryption() {
        return encryption;
    }

    /** {@return the options of the cluster} */
    public ClusterOptions cluster() {
        return cluster;
    }

    /** {@return the options of the network door} */
    public ServerOptions server() {
        return server;
    }

    /** {@return the declarations of tenants, by id} */
    public Map<TenantId, TenantDeclaration> declaredTenants() {
        return declaredTenants;
    }

    /**
     * Returns the values of all parameters. Declarations of tenants are not among them.
     *
     * @return values by section and key, in the order of the file; the maps are the caller's
     */
    public Map<String, Map<String, String>> values() {
        Map<String, Map<String, String>> values = new LinkedHashMap<>();
        sections.forEach((type, section) -> values.put(name(type), Options.values(section)));
        return values;
    }

    /**
     * Returns the sections.
     *
     * @return the sections' types by key, in the order of the file
     */
    public static Map<String, Class<?>> sections() {
        Map<String, Class<?>> sections = new LinkedHashMap<>();
        SECTIONS.forEach(type -> sections.put(name(type), type));
        return sections;
    }

    private static String name(Class<?> section) {
        return Objects.requireNonNull(section.getAnnotation(Section.class), () -> section + " carries no @Section")
                .value();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StorageConfiguration configuration
                && sections.equals(configuration.sections)
                && declaredTenants.equals(configuration.declaredTenants);
    }

    @Override
    public int hashCode() {
        return Objects.hash(sections, declaredTenants);
    }

    @Override
    public String toString() {
        return values().toString();
    }
}
