package org.allidb.storage.codec.lz4.internal;

import org.allidb.storage.spi.codec.Codec;
import org.allidb.storage.testkit.CodecContract;

class Lz4CodecTest extends CodecContract {

    @Override
    protected Codec codec() {
        return new Lz4Codec();
    }
}
