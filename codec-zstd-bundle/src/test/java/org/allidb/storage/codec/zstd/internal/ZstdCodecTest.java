package org.allidb.storage.codec.zstd.internal;

import org.allidb.storage.spi.codec.DictionaryCodec;
import org.allidb.storage.testkit.DictionaryCodecContract;

class ZstdCodecTest extends DictionaryCodecContract {

    @Override
    protected DictionaryCodec codec() {
        return new ZstdCodec();
    }
}
