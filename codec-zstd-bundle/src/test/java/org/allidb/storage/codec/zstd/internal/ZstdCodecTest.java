package org.allidb.storage.codec.zstd.internal;

import org.allidb.storage.spi.codec.Codec;
import org.allidb.storage.testkit.CodecContract;

class ZstdCodecTest extends CodecContract {

    @Override
    protected Codec codec() {
        return new ZstdCodec();
    }
}
