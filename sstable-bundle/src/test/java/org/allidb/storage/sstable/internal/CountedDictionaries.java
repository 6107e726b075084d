package org.allidb.storage.sstable.internal;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.allidb.storage.spi.codec.BoundCodec;
import org.allidb.storage.testkit.DeflateCodec;

/** A codec that counts what is bound to dictionaries, and notices what is used after its close. */
public class CountedDictionaries extends DeflateCodec {

    final AtomicInteger made = new AtomicInteger();
    final AtomicInteger open = new AtomicInteger();
    final AtomicInteger usedAfterClose = new AtomicInteger();

    /** How many are not closed. */
    public int open() {
        return open.get();
    }

    @Override
    public BoundCodec withDictionary(byte[] dictionary) {
        BoundCodec bound = super.withDictionary(dictionary);
        made.incrementAndGet();
        open.incrementAndGet();
        AtomicBoolean closed = new AtomicBoolean();
        return new BoundCodec() {

            private <T> T used(T result) {
                if (closed.get()) {
                    usedAfterClose.incrementAndGet();
                }
                return result;
            }

            @Override
            public String name() {
                return bound.name();
            }

            @Override
            public int maxCompressedLength(int length) {
                return used(bound.maxCompressedLength(length));
            }

            @Override
            public int compress(byte[] source, int sourceOffset, int length, byte[] target, int targetOffset) {
                return used(bound.compress(source, sourceOffset, length, target, targetOffset));
            }

            @Override
            public void decompress(
                    byte[] source, int sourceOffset, int length, byte[] target, int targetOffset, int originalLength) {
                bound.decompress(source, sourceOffset, length, target, targetOffset, originalLength);
                used(length);
            }

            @Override
            public void close() {
                if (closed.compareAndSet(false, true)) {
                    open.decrementAndGet();
                }
            }
        };
    }
}
