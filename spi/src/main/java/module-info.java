/** What the parts of the platform implement: the log, memtables, tables, compaction, tenancy, the file system. */
module org.allidb.storage.spi {
    requires transitive org.allidb.storage.api;
    requires static org.jspecify;

    exports org.allidb.storage.spi.codec;
    exports org.allidb.storage.spi.compaction;
    exports org.allidb.storage.spi.entry;
    exports org.allidb.storage.spi.event;
    exports org.allidb.storage.spi.filter;
    exports org.allidb.storage.spi.http;
    exports org.allidb.storage.spi.inspect;
    exports org.allidb.storage.spi.keys;
    exports org.allidb.storage.spi.memtable;
    exports org.allidb.storage.spi.replication;
    exports org.allidb.storage.spi.runtime;
    exports org.allidb.storage.spi.sstable;
    exports org.allidb.storage.spi.tenant;
    exports org.allidb.storage.spi.throttle;
    exports org.allidb.storage.spi.vfs;
    exports org.allidb.storage.spi.wal;
}
