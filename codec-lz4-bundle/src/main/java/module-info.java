/** The block codec lz4. */
@SuppressWarnings("module") // the codec is called lz4
module org.allidb.storage.codec.lz4 {
    requires org.lz4.java;
    requires org.allidb.storage.spi;
    requires static com.google.errorprone.annotations;
    requires static org.jspecify;
    requires static org.osgi.service.component.annotations;

    provides org.allidb.storage.spi.codec.Codec with
            org.allidb.storage.codec.lz4.internal.Lz4Codec;
}
