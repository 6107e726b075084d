package org.allidb.storage.sstable.internal;

import org.allidb.storage.spi.codec.Codec;
import org.allidb.storage.testkit.CodecContract;
import org.allidb.storage.testkit.DeflateCodec;

/** The codec of these tests keeps the contract too. */
class DeflateCodecTest extends CodecContract {

    @Override
    protected Codec codec() {
        return new DeflateCodec();
    }
}
