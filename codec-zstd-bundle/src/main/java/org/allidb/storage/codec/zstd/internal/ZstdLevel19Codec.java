package org.allidb.storage.codec.zstd.internal;

/** Zstandard at level 19: much work for the fewest bytes. */
public class ZstdLevel19Codec extends ZstdCodec {

    /** Creates the codec. */
    public ZstdLevel19Codec() {
        super(19);
    }
}
