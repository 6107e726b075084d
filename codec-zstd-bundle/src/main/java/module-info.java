/** The block codec zstd, at some levels. */
module org.allidb.storage.codec.zstd {
    requires com.github.luben.zstd_jni;
    requires org.allidb.storage.spi;
    requires static org.jspecify;
    requires static org.osgi.service.component.annotations;

    provides org.allidb.storage.spi.codec.Codec with
            org.allidb.storage.codec.zstd.internal.ZstdCodec,
            org.allidb.storage.codec.zstd.internal.ZstdLevel1Codec,
            org.allidb.storage.codec.zstd.internal.ZstdLevel9Codec,
            org.allidb.storage.codec.zstd.internal.ZstdLevel19Codec;
}
