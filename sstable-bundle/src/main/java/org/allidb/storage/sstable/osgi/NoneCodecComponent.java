package org.allidb.storage.sstable.osgi;

import org.allidb.storage.spi.codec.Codec;
import org.allidb.storage.sstable.internal.NoneCodec;
import org.osgi.service.component.annotations.Component;

/** The codec as a service. */
@Component(service = Codec.class)
public final class NoneCodecComponent implements Codec {

    private final NoneCodec codec = new NoneCodec();

    /** Called by the container. */
    public NoneCodecComponent() {}

    @Override
    public String name() {
        return codec.name();
    }

    @Override
    public int maxCompressedLength(int length) {
        return codec.maxCompressedLength(length);
    }

    @Override
    public int compress(byte[] source, int sourceOffset, int length, byte[] target, int targetOffset) {
        return codec.compress(source, sourceOffset, length, target, targetOffset);
    }

    @Override
    public void decompress(
            byte[] source, int sourceOffset, int length, byte[] target, int targetOffset, int originalLength) {
        codec.decompress(source, sourceOffset, length, target, targetOffset, originalLength);
    }
}
