package org.allidb.storage.engine.internal.tenant;

import java.util.Map;
import java.util.Optional;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.api.text.Human;
import org.allidb.storage.engine.internal.version.Version;

/**
 * Tells when one read of a tenant may have to visit many tables, again each time that the number has doubled, and when it
 * no longer has to. Nobody is slowed by it: whether more merges would help is for an operator to judge. Thread-safe.
 */
final class ReadCost {

    private final EngineServices services;
    private final TenantId tenant;
    /** What was told last; 0 if all was well. */
    private int told;

    ReadCost(EngineServices services, TenantId tenant) {
        this.services = services;
        this.tenant = tenant;
    }

    /** Looks at the tables as they are now. */
    void look(Version version) {
        int visited = version.tablesPerRead();
        int many = services.configuration().compaction().manyTables();
        boolean more;
        synchronized (this) {
            more = visited >= many && (told == 0 || visited >= 2L * told);
            boolean fewer = told > 0 && visited < many;
            if (!more && !fewer) {
                return;
            }
            told = more ? visited : 0;
        }
        services.events()
                .report(
                        StorageEvent.Type.READ_AMPLIFICATION,
                        Optional.of(tenant),
                        "a read may have to visit " + Human.count(visited, "table")
                                + (more
                                        ? ", because so many lie over each other that no compaction has merged; compact the tenant,"
                                                + " or set its compaction strategy so that it merges them"
                                        : " at most, which is fewer than compaction.many_tables again"),
                        Map.of("tables_per_read", (long) visited));
    }
}
