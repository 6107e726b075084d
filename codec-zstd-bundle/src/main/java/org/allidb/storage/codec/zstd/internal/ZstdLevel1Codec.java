package org.allidb.storage.codec.zstd.internal;

/** Zstandard at level 1: the least work. */
public class ZstdLevel1Codec extends ZstdCodec {

    /** Creates the codec. */
    public ZstdLevel1Codec() {
        super(1);
    }
}
