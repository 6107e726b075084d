package org.allidb.storage.engine.internal;

import java.util.Map;
import java.util.function.Supplier;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.engine.internal.lifecycle.OpenTenants;
import org.allidb.storage.engine.internal.providers.ComponentKind;
import org.allidb.storage.engine.internal.providers.ComponentKind.NameParameter;
import org.allidb.storage.engine.internal.providers.ProviderRegistry;
import org.allidb.storage.engine.internal.tenant.TenantLsm;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.tenant.TenantGuard;

/**
 * What tenants set of the configuration for themselves: checked before it is set, and passed on when it was. Thread-safe.
 */
final class TenantChoices {

    private final TenantGuard guard;
    private final OpenTenants tenants;
    private final ProviderRegistry providers;
    private final Supplier<StorageConfiguration> configuration;

    /**
     * Creates what checks choices.
     *
     * @param guard knows what tenants have chosen
     * @param tenants those that are open
     * @param services the providers that can be chosen, and the configuration in force
     */
    TenantChoices(TenantGuard guard, OpenTenants tenants, PlatformServices services) {
        this.guard = guard;
        this.tenants = tenants;
        this.providers = services.providers();
        this.configuration = services.configuration();
    }

    /**
     * Refuses settings of a tenant that name a part which is not installed. Changes nothing.
     *
     * @throws org.allidb.storage.api.ComponentMissingException if a part is named that was not named before
     */
    void check(TenantId id, TenantSettings wanted) {
        check(guard.find(id).map(TenantDescriptor::settings).orElse(TenantSettings.DEFAULTS), wanted);
    }

    /** Refuses settings that name a part which is not installed, and was not named by the settings before. */
    void check(TenantSettings before, TenantSettings wanted) {
        for (ComponentKind<?> kind : ComponentKind.all()) {
            for (NameParameter parameter : kind.parameters()) {
                String name = wanted.parameters().get(parameter.path());
                if (name != null && !name.equals(before.parameters().get(parameter.path()))) {
                    providers.checkInstalled(
                            kind, parameter.path(), name, "the settings of the tenant stay as they are");
                }
            }
        }
    }

    /** Has a tenant that is open look at its settings again. */
    void passOn(TenantId id) {
        tenants.trees().stream().filter(tree -> tree.id().equals(id)).forEach(TenantLsm::configurationChanged);
    }

    /** Returns whether the configuration names a provider, or a tenant does. */
    boolean isNamed(ComponentKind<?> kind, String name) {
        return kind.isNamedIn(configuration.get(), name) || isNamedByTenant(kind, name);
    }

    /** Returns whether a tenant names a provider. */
    boolean isNamedByTenant(ComponentKind<?> kind, String name) {
        return guard.tenants().stream()
                .map(tenant -> tenant.settings().parameters())
                .filter(parameters -> !parameters.isEmpty())
                .anyMatch(parameters -> isNamedIn(parameters, kind, name));
    }

    private static boolean isNamedIn(Map<String, String> parameters, ComponentKind<?> kind, String name) {
        return kind.parameters().stream().anyMatch(parameter -> name.equals(parameters.get(parameter.path())));
    }
}
