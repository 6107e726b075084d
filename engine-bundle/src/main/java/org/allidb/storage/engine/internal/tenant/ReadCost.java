package org.allidb.storage.engine.internal.tenant;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.api.text.Human;
import org.allidb.storage.engine.internal.version.Version;
import org.allidb.storage.spi.event.EventSink;

/**
 * Reports when one read of a tenant may have to visit many tables, and when it no longer has to. It reports again each
 * time that the number has doubled. It slows no caller: whether more merges would help is for an operator to judge.
 * Thread-safe.
 */
final class ReadCost {

    private final TenantId tenant;
    private final Supplier<StorageConfiguration> configuration;
    private final EventSink events;

    /** The number of tables that was reported last; 0 if there were few. */
    @GuardedBy("this")
    private int reported;

    ReadCost(TenantId tenant, Supplier<StorageConfiguration> configuration, EventSink events) {
        this.tenant = tenant;
        this.configuration = configuration;
        this.events = events;
    }

    /** Looks at tables that were installed just now. */
    void look(Version version) {
        int visited = version.tablesPerRead();
        int many = configuration.get().compaction().manyTables();
        boolean more;
        synchronized (this) {
            more = visited >= many && (reported == 0 || visited >= 2L * reported);
            boolean fewer = reported > 0 && visited < many;
            if (!more && !fewer) {
                return;
            }
            reported = more ? visited : 0;
        }
        events.report(
                StorageEvent.Type.READ_AMPLIFICATION,
                Optional.of(tenant),
                "a read may have to visit " + Human.count(visited, "table")
                        + (more
                                ? ", because so many lie over each other that no compaction has merged; compact the"
                                        + " tenant, or set its compaction strategy so that it merges them"
                                : " at most, which is fewer than compaction.many_tables again"),
                Map.of("tables_per_read", (long) visited));
    }
}
