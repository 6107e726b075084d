package org.allidb.storage.api.event;

import java.util.Map;
import java.util.Optional;
import org.allidb.storage.api.TenantId;
import org.osgi.annotation.versioning.ProviderType;

/** Something that an operator may want to know. */
@ProviderType
public interface StorageEvent {

    /** {@return what happened} */
    Type type();

    /** {@return when, in milliseconds since 1970-01-01T00:00Z} */
    long wallMillis();

    /** {@return whose, or empty if it concerns the platform} */
    Optional<TenantId> tenant();

    /** {@return one sentence without keys or values of rows} */
    String message();

    /** {@return measured figures by name with the unit in the name, for example {@code bytes_written}} */
    Map<String, Long> figures();

    /** The kinds of events. */
    enum Type {
        /** The platform opened or closed, or a tenant did. */
        LIFECYCLE,
        /** A tenant was created, dropped, suspended or resumed. */
        TENANT,
        /**
         * A call was refused, because it was for another tenant than its own; a key was made or revoked; clients were refused. The event
         * is no tenant's, because it may name several.
         */
        ACCESS,
        /** A memtable was written as a table. */
        FLUSH,
        /** The tables of a bulk load were installed. */
        BULK_LOAD,
        /** A compaction ended. */
        COMPACTION,
        /** Writers are being slowed or stopped, or no longer are. */
        STALL,
        /** A read may have to visit many tables, or no longer has to. */
        READ_AMPLIFICATION,
        /** A quota's soft limit was passed, a limit was reached, or usage fell below it again. */
        QUOTA,
        /** A provider was bound, replaced or lost. */
        PROVIDER,
        /** A configuration parameter took effect, or could not. */
        CONFIGURATION,
        /** Recovery found work to do. */
        RECOVERY,
        /** A call of the file system takes longer than {@code engine.slow_operation_ms}, or has ended after all. */
        SLOW_OPERATION,
        /** A handle, cursor, reader, snapshot or bulk load was not closed. */
        FORGOTTEN,
        /** Damage, a failed sync, a full disk, a plugin that misbehaved. */
        FAILURE
    }
}
