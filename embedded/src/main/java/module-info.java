/**
 * The API and every component: one module to require, or one dependency to add. The codec {@code lz4} is found on the module
 * path and not required: the library below it is an automatic module, and no image can be linked with one.
 */
module org.allidb.storage.embedded {
    requires transitive org.allidb.storage.api;
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
