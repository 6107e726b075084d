/** What callers use, and what components and plugins implement. Depends on nothing but the JDK. */
module org.allidb.storage.api {
    requires static org.jspecify;

    exports org.allidb.storage.api;
    exports org.allidb.storage.spi;
    exports org.allidb.storage.spi.codec;
    exports org.allidb.storage.spi.compaction;
    exports org.allidb.storage.spi.config;
    exports org.allidb.storage.spi.engine;
    exports org.allidb.storage.spi.entry;
    exports org.allidb.storage.spi.event;
    exports org.allidb.storage.spi.inspect;
    exports org.allidb.storage.spi.memtable;
    exports org.allidb.storage.spi.runtime;
    exports org.allidb.storage.spi.sstable;
    exports org.allidb.storage.spi.tenant;
    exports org.allidb.storage.spi.text;
    exports org.allidb.storage.spi.throttle;
    exports org.allidb.storage.spi.vfs;
    exports org.allidb.storage.spi.wal;

    uses org.allidb.storage.spi.config.ConfigurationReader;
    uses org.allidb.storage.spi.engine.StoragePlatformFactory;
    uses org.allidb.storage.spi.engine.StorageToolsFactory;
}
