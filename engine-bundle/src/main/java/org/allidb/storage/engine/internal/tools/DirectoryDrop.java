package org.allidb.storage.engine.internal.tools;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.engine.internal.StorageDirectory;
import org.allidb.storage.engine.internal.StorageDirectory.Purpose;
import org.allidb.storage.engine.internal.audit.AuditTrail;
import org.allidb.storage.engine.internal.audit.AuditVerification;
import org.allidb.storage.engine.internal.log.LogRegister;
import org.allidb.storage.engine.internal.providers.ComponentKind;
import org.allidb.storage.engine.internal.providers.ProviderRegistry;
import org.allidb.storage.engine.internal.value.StorageEventValue;
import org.allidb.storage.spi.event.EventSink;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.tenant.TenantGuard;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsProvider;

/**
 * Drops a tenant of a data directory that is not open. The guard makes the same edit of the catalogue as if it were open, and no log
 * and no tenant is opened: the next open ignores what logs have of a generation that the catalogue does not know, as after a crash.
 * Used once.
 */
final class DirectoryDrop {

    private static final Logger LOG = System.getLogger(DirectoryDrop.class.getName());

    private final StorageConfiguration configuration;
    private final ProviderRegistry providers;
    private final StorageRuntime runtime;

    DirectoryDrop(StorageConfiguration configuration, ProviderRegistry providers) {
        this.configuration = configuration;
        this.providers = providers;
        this.runtime = providers.named(ComponentKind.RUNTIME, configuration);
    }

    void run(VfsProvider vfs, Path path, TenantId tenant) throws IOException {
        Vfs existing = existing(vfs, path);
        StorageDirectory.requireFormat(existing, path, Purpose.DATA);
        try (StorageDirectory directory = StorageDirectory.open(existing, path, Purpose.DATA)) {
            Vfs files = directory.files();
            if (AuditVerification.isThere(files) || configuration.audit().enabled()) {
                try (AuditTrail trail = AuditTrail.open(files, configuration.audit())) {
                    drop(
                            files,
                            tenant,
                            (type, owner, message, figures) -> trail.onEvent(new StorageEventValue(
                                    type, runtime.clock().wallMillis(), owner, message, figures)));
                }
            } else {
                drop(files, tenant, (type, owner, message, figures) -> LOG.log(Level.DEBUG, message));
            }
        }
    }

    private void drop(Vfs files, TenantId id, EventSink events) throws IOException {
        LogRegister register = LogRegister.open(files);
        try (TenantGuard guard = providers
                .named(ComponentKind.TENANT_GUARD, configuration)
                .open(files, configuration.tenants(), runtime, events)) {
            Optional<TenantDescriptor> tenant = guard.find(id);
            guard.drop(id);
            if (tenant.isPresent() && tenant.get().settings().dedicatedLog()) {
                forgetLog(register, tenant.get().generation());
            }
        }
    }

    private static void forgetLog(LogRegister register, long generation) {
        try {
            register.forget(generation);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the log of a dropped tenant is forgotten at the next open", e);
        }
    }

    private static Vfs existing(VfsProvider vfs, Path path) throws IOException {
        try {
            return vfs.openExisting(path);
        } catch (NoSuchFileException e) {
            throw new InvalidArgumentException("there is no directory " + path + "; name a data directory");
        }
    }
}
