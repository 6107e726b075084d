package org.allidb.storage.engine.internal;

import java.util.List;
import java.util.function.BiPredicate;
import org.allidb.storage.api.ComponentInfo;
import org.allidb.storage.api.Components;
import org.allidb.storage.api.MissingComponent;
import org.allidb.storage.api.Provider;
import org.allidb.storage.engine.internal.providers.ComponentKind;
import org.allidb.storage.engine.internal.providers.ComponentKind.NameParameter;
import org.allidb.storage.engine.internal.providers.ProviderRegistry;
import org.allidb.storage.engine.internal.providers.ProviderRegistry.Installed;
import org.allidb.storage.engine.internal.value.ComponentInfoValue;
import org.allidb.storage.engine.internal.value.ComponentInfoValue.Place;
import org.allidb.storage.engine.internal.value.ComponentInfoValue.Source;

/** The installed providers as callers see them. Thread-safe. */
final class PlatformComponents implements Components {

    private final ProviderRegistry providers;
    private final BiPredicate<ComponentKind<?>, String> named;
    private final MissingParts missing;
    private final Origins origins;

    /**
     * Shows providers.
     *
     * @param providers the providers
     * @param named returns whether one of that kind and name is asked for
     * @param missing finds those that are not there
     * @param origins finds where they come from
     */
    PlatformComponents(
            ProviderRegistry providers,
            BiPredicate<ComponentKind<?>, String> named,
            MissingParts missing,
            Origins origins) {
        this.providers = providers;
        this.named = named;
        this.missing = missing;
        this.origins = origins;
    }

    Origins origins() {
        return origins;
    }

    @Override
    public List<MissingComponent> missing() {
        return missing.list();
    }

    @Override
    public List<ComponentInfo> list() {
        return providers.list().stream().map(this::info).toList();
    }

    @Override
    public void install(Provider provider) {
        providers.install(provider);
    }

    @Override
    public void remove(Provider provider) {
        providers.remove(provider);
    }

    private ComponentInfo info(Installed installed) {
        Class<?> type = installed.provider().getClass();
        return new ComponentInfoValue(
                new Place(
                        installed.kind().label(),
                        installed.kind().parameters().stream()
                                .map(NameParameter::path)
                                .toList()),
                installed.name(),
                new Source(type.getName(), origins.version(type), origins.origin(type)),
                installed.current() && named.test(installed.kind(), installed.name()),
                providers.heldFor(installed),
                installed.current() ? providers.failures().count(installed.kind(), installed.name()) : 0);
    }
}
