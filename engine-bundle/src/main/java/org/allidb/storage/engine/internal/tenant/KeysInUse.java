package org.allidb.storage.engine.internal.tenant;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.TenantEncryption;
import org.allidb.storage.engine.internal.backup.TenantCheckpoint;
import org.allidb.storage.engine.internal.crypt.EncryptedAccess;
import org.allidb.storage.engine.internal.crypt.EncryptedVfs;
import org.allidb.storage.engine.internal.crypt.KeyFile;
import org.allidb.storage.engine.internal.crypt.TenantKeys;
import org.allidb.storage.engine.internal.value.TenantEncryptionValue;
import org.allidb.storage.engine.internal.version.TableHandle;
import org.allidb.storage.engine.internal.version.Version;
import org.allidb.storage.engine.internal.version.VersionSet;
import org.allidb.storage.spi.tenant.TenantAccess;
import org.allidb.storage.spi.vfs.Vfs;
import org.jspecify.annotations.Nullable;

/**
 * What needs which key of a tenant. An earlier key is deleted when nothing on disk needs it any more: no table that is there, also one
 * that is being written or that a reader holds, no edit of the manifest, no change that is kept for the feed, and no record of the log that is in no table. Thread-safe.
 */
final class KeysInUse {

    private static final Logger LOG = System.getLogger(KeysInUse.class.getName());

    private final TenantAccess access;
    private final VersionSet versions;
    private final Supplier<Set<Integer>> feed;
    private final @Nullable TenantKeys keys;
    /** Held over files and over providers of keys; only changes of this tenant's keys need it. */
    private final ReentrantLock oneAtATime = new ReentrantLock();
    /** The last sequence whose record in the log may need an earlier key. */
    private volatile long loggedEarlier = Long.MAX_VALUE;

    /**
     * Creates the overview.
     *
     * @param feed returns the keys that the tenant's change feed needs
     */
    KeysInUse(TenantAccess access, VersionSet versions, Supplier<Set<Integer>> feed) {
        this.access = access;
        this.feed = feed;
        this.versions = versions;
        this.keys = access instanceof EncryptedAccess encrypted ? encrypted.keys() : null;
    }

    /** Returns the keys of the tenant. */
    TenantKeys require() {
        if (keys == null) {
            throw new InvalidArgumentException("tenant '" + access.descriptor().id()
                    + "' is not encrypted, so that it has no key; create another tenant that is, and copy its rows");
        }
        return keys;
    }

    /** Returns the lock for changes of the keys. */
    ReentrantLock oneAtATime() {
        return oneAtATime;
    }

    /** Notes that all records up to a sequence may need an earlier key, and none behind it does. */
    void loggedEarlier(long throughSequence) {
        loggedEarlier = throughSequence;
    }

    /** Deletes earlier keys that nothing needs any more, if no other thread is changing the keys. */
    void retire() {
        TenantKeys mine = keys;
        if (mine != null && mine.wrapped().size() > 1 && oneAtATime.tryLock()) {
            try {
                retireNow(mine);
            } catch (IOException | RuntimeException e) {
                LOG.log(
                        Level.WARNING,
                        "an earlier key of tenant '" + access.descriptor().id() + "' stays for now",
                        e);
            } finally {
                oneAtATime.unlock();
            }
        }
    }

    private void retireNow(TenantKeys mine) throws IOException {
        if (versions.counters().flushedSequence() < loggedEarlier) {
            return;
        }
        Optional<Set<Integer>> inTables = EncryptedVfs.keysOf(EncryptedAccess.stored(access));
        if (inTables.isEmpty()) {
            // a table is just being created: the next change of the tables looks again
            return;
        }
        if (versions.earliestKey() < mine.currentNumber()) {
            versions.rewriteManifest();
        }
        Set<Integer> needed = new HashSet<>(inTables.get());
        needed.add(versions.earliestKey());
        needed.addAll(feed.get());
        mine.retire(needed);
    }

    /** Returns what is captured of the tenant, with the keys that it needs. */
    TenantCheckpoint captured(VersionSet.Checkpoint tables, Runnable onClose) {
        return new TenantCheckpoint(
                access.descriptor(),
                access.files(),
                EncryptedAccess.stored(access),
                keys == null ? List.of() : keys.wrapped(),
                tables,
                onClose);
    }

    /** Returns how the tenant is encrypted now. */
    TenantEncryption state() {
        TenantKeys mine = keys;
        if (mine == null) {
            return TenantEncryptionValue.NONE;
        }
        retire();
        Vfs stored = EncryptedAccess.stored(access);
        long all = 0;
        long current = 0;
        Version tables = versions.acquire();
        try {
            for (TableHandle table : tables.tables()) {
                long bytes = table.properties().fileBytes();
                boolean isCurrent = EncryptedVfs.keyOf(stored, table.file())
                        .filter(number -> number == mine.currentNumber())
                        .isPresent();
                all += bytes;
                current += isCurrent ? bytes : 0;
            }
        } finally {
            tables.release();
        }
        KeyFile file = mine.wrapped().getLast();
        return new TenantEncryptionValue(
                file.number(), mine.wrapped().size(), file.masterKey(), file.provider(), all, current);
    }
}
