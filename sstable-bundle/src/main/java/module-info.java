/** The block-based table format, its block cache, its filters, and the codec that leaves blocks as they are. */
module org.allidb.storage.sstable {
    requires static com.google.errorprone.annotations;
    requires static jdk.management;
    requires org.allidb.storage.kernel;
    requires static org.jspecify;
    requires static org.osgi.service.component.annotations;

    provides org.allidb.storage.spi.filter.FilterProvider with
            org.allidb.storage.sstable.internal.filter.BloomFilterProvider,
            org.allidb.storage.sstable.internal.filter.FuseFilterProvider;
    provides org.allidb.storage.spi.inspect.FileInspector with
            org.allidb.storage.sstable.internal.survey.BlockTableInspector;
    provides org.allidb.storage.spi.sstable.TableFormatProvider with
            org.allidb.storage.sstable.internal.BlockTableFormatProvider;
    provides org.allidb.storage.spi.codec.Codec with
            org.allidb.storage.sstable.internal.NoneCodec;
}
