/** The segmented write-ahead log. */
module org.allidb.storage.wal {
    requires org.allidb.storage.kernel;
    requires static com.google.errorprone.annotations;
    requires static org.jspecify;
    requires static org.osgi.service.component.annotations;

    provides org.allidb.storage.spi.inspect.FileInspector with
            org.allidb.storage.wal.internal.SegmentInspector;
    provides org.allidb.storage.spi.wal.WriteAheadLogProvider with
            org.allidb.storage.wal.internal.SegmentedLogProvider;
}
