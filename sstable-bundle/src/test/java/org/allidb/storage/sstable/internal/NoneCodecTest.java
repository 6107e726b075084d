package org.allidb.storage.sstable.internal;

import org.allidb.storage.spi.codec.Codec;
import org.allidb.storage.testkit.CodecContract;

class NoneCodecTest extends CodecContract {

    @Override
    protected Codec codec() {
        return new NoneCodec();
    }
}
