/** The in-memory write buffer. */
module org.allidb.storage.memtable {
    requires org.allidb.storage.kernel;
    requires static com.google.errorprone.annotations;
    requires static org.jspecify;
    requires static org.osgi.service.component.annotations;

    provides org.allidb.storage.spi.memtable.MemtableProvider with
            org.allidb.storage.memtable.internal.BTreeMemtableProvider;
}
