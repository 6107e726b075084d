package org.allidb.storage.engine.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.allidb.storage.api.MissingComponent;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.engine.internal.providers.ComponentKind;
import org.allidb.storage.engine.internal.providers.ComponentKind.NameParameter;
import org.allidb.storage.engine.internal.providers.ProviderRegistry;
import org.allidb.storage.engine.internal.value.MissingComponentValue;
import org.allidb.storage.spi.event.EventSink;
import org.allidb.storage.spi.tenant.TenantDescriptor;

/** Finds the parts that the configuration or a tenant names, and that are not installed. Thread-safe. */
final class MissingParts {

    private final Supplier<List<TenantDescriptor>> tenants;
    private final ProviderRegistry providers;
    private final Supplier<StorageConfiguration> configuration;
    private final EventSink events;

    /**
     * Creates what finds them.
     *
     * @param tenants returns the tenants that may name parts
     * @param services the providers that are installed, and the configuration in force
     */
    MissingParts(Supplier<List<TenantDescriptor>> tenants, PlatformServices services) {
        this.tenants = tenants;
        this.providers = services.providers();
        this.configuration = services.configuration();
        this.events = services.events();
    }

    /** By what a part is named. */
    private record Naming(Set<String> parameters, Set<TenantId> tenants) {
        Naming() {
            this(new TreeSet<>(), new TreeSet<>());
        }
    }

    /** Returns what is missing, by kind and name. */
    List<MissingComponent> list() {
        StorageConfiguration now = configuration.get();
        List<TenantDescriptor> choosing = tenants.get().stream()
                .filter(tenant -> !tenant.settings().parameters().isEmpty())
                .toList();
        List<MissingComponent> missing = new ArrayList<>();
        for (ComponentKind<?> kind : ComponentKind.all()) {
            Map<String, Naming> named = new TreeMap<>();
            for (NameParameter parameter : kind.parameters()) {
                naming(named, parameter.in(now)).parameters.add(parameter.path());
                for (TenantDescriptor tenant : choosing) {
                    String name = tenant.settings().parameters().get(parameter.path());
                    if (name != null) {
                        Naming naming = naming(named, name);
                        naming.parameters.add(parameter.path());
                        naming.tenants.add(tenant.id());
                    }
                }
            }
            named.forEach((name, by) -> {
                if (!kind.isNone(name) && providers.find(kind, name).isEmpty()) {
                    missing.add(new MissingComponentValue(
                            kind.label(), name, List.copyOf(by.parameters), List.copyOf(by.tenants)));
                }
            });
        }
        return missing;
    }

    private static Naming naming(Map<String, Naming> named, String name) {
        return named.computeIfAbsent(name, first -> new Naming());
    }

    /**
     * Reports the codecs that tenants wait for. Strategies and filters that are missing are reported when they are to be used, and built-in
     * ones take over.
     */
    void report() {
        for (MissingComponent part : list()) {
            if (part.component().equals(ComponentKind.CODEC.label())
                    && !part.tenants().isEmpty()) {
                int tenants = part.tenants().size();
                // an event of one tenant names no other
                Optional<TenantId> single =
                        tenants == 1 ? Optional.of(part.tenants().getFirst()) : Optional.empty();
                events.report(
                        StorageEvent.Type.FAILURE,
                        single,
                        single.map(id -> "tenant '" + id + "' waits").orElse(tenants + " tenants wait") + " for "
                                + part.component() + " '" + part.name() + "' ("
                                + String.join(", ", part.parameters())
                                + "), which is not installed: what is written stays in memory and in the log until the"
                                + " bundle or jar that provides it is installed; other tenants are not affected",
                        Map.of());
            }
        }
    }
}
