package org.allidb.storage.engine.internal;

import java.util.List;
import org.allidb.storage.api.ComponentInfo;
import org.allidb.storage.api.Components;
import org.allidb.storage.api.StorageConfiguration;
import org.allidb.storage.engine.internal.providers.ComponentKind;
import org.allidb.storage.engine.internal.providers.ProviderRegistry.Installed;
import org.allidb.storage.spi.Provider;

/** The platform's components as callers see them. */
final class PlatformComponents implements Components {

    private final PlatformServices services;
    private final Origins origins;

    PlatformComponents(PlatformServices services, Origins origins) {
        this.services = services;
        this.origins = origins;
    }

    @Override
    public List<ComponentInfo> list() {
        return services.providers().list().stream().map(this::info).toList();
    }

    @Override
    public void install(Provider provider) {
        services.providers().install(provider);
    }

    @Override
    public void remove(Provider provider) {
        services.providers().remove(provider);
    }

    /** Whether the configuration names a provider. */
    static boolean isInUse(StorageConfiguration configuration, ComponentKind kind, String name) {
        return switch (kind) {
            case VFS -> configuration.engine().vfs().equals(name);
            case RUNTIME -> configuration.engine().runtime().equals(name);
            case WAL -> configuration.wal().provider().equals(name);
            case MEMTABLE -> configuration.memtable().provider().equals(name);
            case SSTABLE -> configuration.sstable().provider().equals(name);
            case CODEC ->
                configuration.sstable().codec().equals(name)
                        || configuration.sstable().bottomCodec().equals(name);
            case STRATEGY -> configuration.compaction().strategy().equals(name);
            case EXECUTOR -> configuration.compaction().executor().equals(name);
            case SCHEDULER -> configuration.compaction().scheduler().equals(name);
            case THROTTLER -> configuration.compaction().throttler().equals(name);
            case TENANT_GUARD -> configuration.tenants().guard().equals(name);
        };
    }

    private ComponentInfo info(Installed installed) {
        Class<?> type = installed.provider().getClass();
        return new ComponentInfo(
                installed.kind().label(),
                installed.provider().name(),
                type.getName(),
                origins.version(type),
                origins.origin(type),
                installed.current()
                        && isInUse(
                                services.configuration(),
                                installed.kind(),
                                installed.provider().name()));
    }
}
