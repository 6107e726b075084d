package org.allidb.storage.engine.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.allidb.storage.api.ComponentInfo;
import org.allidb.storage.api.Components;
import org.allidb.storage.api.Provider;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.engine.internal.providers.ComponentKind;
import org.allidb.storage.engine.internal.providers.ProviderRegistry.Installed;
import org.allidb.storage.engine.internal.value.ComponentInfoValue;

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

    /** The providers that a configuration names, by the path of the parameter. */
    static Map<String, Named> named(StorageConfiguration configuration) {
        Map<String, Named> named = new LinkedHashMap<>();
        named.put("engine.vfs", new Named(ComponentKind.VFS, configuration.engine().vfs()));
        named.put("engine.runtime", new Named(ComponentKind.RUNTIME, configuration.engine().runtime()));
        named.put("wal.provider", new Named(ComponentKind.WAL, configuration.wal().provider()));
        named.put("memtable.provider", new Named(ComponentKind.MEMTABLE, configuration.memtable().provider()));
        named.put("sstable.provider", new Named(ComponentKind.SSTABLE, configuration.sstable().provider()));
        named.put("sstable.codec", new Named(ComponentKind.CODEC, configuration.sstable().codec()));
        named.put("sstable.bottom_codec", new Named(ComponentKind.CODEC, configuration.sstable().bottomCodec()));
        named.put("compaction.strategy", new Named(ComponentKind.STRATEGY, configuration.compaction().strategy()));
        named.put("compaction.executor", new Named(ComponentKind.EXECUTOR, configuration.compaction().executor()));
        named.put("compaction.scheduler", new Named(ComponentKind.SCHEDULER, configuration.compaction().scheduler()));
        named.put("compaction.throttler", new Named(ComponentKind.THROTTLER, configuration.compaction().throttler()));
        named.put("tenants.guard", new Named(ComponentKind.TENANT_GUARD, configuration.tenants().guard()));
        return named;
    }

    /** A provider as the configuration names it. */
    record Named(ComponentKind kind, String name) {}

    /** Whether the configuration names a provider. */
    static boolean isInUse(StorageConfiguration configuration, ComponentKind kind, String name) {
        return named(configuration).containsValue(new Named(kind, name));
    }

    private ComponentInfo info(Installed installed) {
        Class<?> type = installed.provider().getClass();
        return new ComponentInfoValue(
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
