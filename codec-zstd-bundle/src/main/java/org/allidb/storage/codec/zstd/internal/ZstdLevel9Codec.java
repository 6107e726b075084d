package org.allidb.storage.codec.zstd.internal;

/** Zstandard at level 9: more work for fewer bytes. */
public class ZstdLevel9Codec extends ZstdCodec {

    /** Creates the codec. */
    public ZstdLevel9Codec() {
        super(9);
    }
}
