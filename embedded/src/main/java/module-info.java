/** The API and every component: one module to require, or one dependency to add. */
module org.allidb.storage.embedded {
    requires transitive org.allidb.storage.api;
    requires org.allidb.storage.codec.lz4;
    requires org.allidb.storage.codec.zstd;
    requires org.allidb.storage.compaction;
    requires org.allidb.storage.config;
    requires org.allidb.storage.engine;
    requires org.allidb.storage.memtable;
    requires org.allidb.storage.sstable;
    requires org.allidb.storage.tenant;
    requires org.allidb.storage.vfs;
    requires org.allidb.storage.wal;
}
