package org.allidb.storage.semantics;

import java.util.Optional;
import org.allidb.storage.api.config.ThrottleLimits;
import org.allidb.storage.spi.codec.Codec;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.spi.compaction.CompactionTask;
import org.allidb.storage.spi.compaction.CompactionView;
import org.allidb.storage.spi.runtime.StorageClock;
import org.allidb.storage.spi.throttle.Throttler;
import org.allidb.storage.spi.throttle.ThrottlerProvider;
import org.allidb.storage.testkit.DeflateCodec;

/** Plug-ins that lead into traps. */
final class TrapPlugins {

    static final String NAME = "trap";

    private TrapPlugins() {}

    static Codec codec(Trap compress, Trap decompress) {
        Codec deflate = new DeflateCodec();
        return new Codec() {
            @Override
            public String name() {
                return NAME;
            }

            @Override
            public int maxCompressedLength(int length) {
                return deflate.maxCompressedLength(length);
            }

            @Override
            public int compress(byte[] source, int sourceOffset, int length, byte[] target, int targetOffset) {
                compress.pass();
                return deflate.compress(source, sourceOffset, length, target, targetOffset);
            }

            @Override
            public void decompress(
                    byte[] source, int sourceOffset, int length, byte[] target, int targetOffset, int originalLength) {
                decompress.pass();
                deflate.decompress(source, sourceOffset, length, target, targetOffset, originalLength);
            }
        };
    }

    static ThrottlerProvider throttlers(Trap acquire) {
        return new ThrottlerProvider() {
            @Override
            public String name() {
                return NAME;
            }

            @Override
            public Throttler create(ThrottleLimits limits, StorageClock clock) {
                return new Throttler() {
                    @Override
                    public void acquire(int bytes, int operations) {
                        acquire.pass();
                    }

                    @Override
                    public void setLimits(ThrottleLimits newLimits) {
                        // there are none
                    }

                    @Override
                    public ThrottleLimits limits() {
                        return limits;
                    }
                };
            }
        };
    }

    static CompactionStrategy strategy(Trap propose) {
        return new CompactionStrategy() {
            @Override
            public String name() {
                return NAME;
            }

            @Override
            public Optional<CompactionTask> propose(CompactionView view) {
                propose.pass();
                return Optional.empty();
            }
        };
    }
}
