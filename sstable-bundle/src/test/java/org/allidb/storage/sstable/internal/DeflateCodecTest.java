package org.allidb.storage.sstable.internal;

import org.allidb.storage.spi.codec.DictionaryCodec;
import org.allidb.storage.testkit.DeflateCodec;
import org.allidb.storage.testkit.DictionaryCodecContract;

/** The codec of these tests keeps the contract too. */
class DeflateCodecTest extends DictionaryCodecContract {

    @Override
    protected DictionaryCodec codec() {
        return new DeflateCodec();
    }
}
