package ${package};

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.allidb.storage.spi.filter.FilterProvider;
import org.allidb.storage.spi.filter.KeyFilter;
#if (${form} == "bundle")
import org.osgi.service.component.annotations.Component;
#end

/**
 * Makes Bloom filters: each key sets seven bits of an array. A key of which one is not set is not in the table.
 *
 * <p>A provider has no state between calls, and filters have none either: any thread may call them. Whatever is thrown costs speed and
 * no rows. A filter that denies a key of its table would hide a row: the platform looks for that before it uses one.
 */
#if (${form} == "bundle")
@Component(service = FilterProvider.class)
#end
public final class ${classPrefix}FilterProvider implements FilterProvider {

    private static final int PROBES = 7;
    private static final VarHandle WORDS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** The configuration names the filter so, and so do the tables written with it: the name must never change. */
    @Override
    public String name() {
        return "${providerName}";
    }

    @Override
    public long maxBytes(int keys, int bitsPerKey) {
        return ((long) keys * bitsPerKey + Long.SIZE - 1) / Long.SIZE * Long.BYTES;
    }

    /** The share of bits that are set, seven times, and a tenth more for chance. */
    @Override
    public double falsePositives(int bitsPerKey) {
        return Math.min(1, 1.1 * Math.pow(1 - Math.exp(-(double) PROBES / bitsPerKey), PROBES));
    }

    @Override
    public byte[] build(long[] hashes, int count, int bitsPerKey) {
        byte[] filter = new byte[Math.toIntExact(maxBytes(count, bitsPerKey))];
        for (int i = 0; i < count; i++) {
            long at = hashes[i];
            for (int probe = 0; probe < PROBES; probe++) {
                long bit = bit(at, filter);
                int word = word(bit);
                WORDS.set(filter, word, (long) WORDS.get(filter, word) | 1L << bit);
                at += step(hashes[i]);
            }
        }
        return filter;
    }

    /** Every get asks: nothing is allocated here, and nothing waits. */
    @Override
    public KeyFilter read(byte[] bytes) {
        if (bytes.length == 0 || bytes.length % Long.BYTES != 0) {
            throw new IllegalArgumentException("a filter has words of eight bytes, and not " + bytes.length + " bytes");
        }
        return hash -> {
            long at = hash;
            for (int probe = 0; probe < PROBES; probe++) {
                long bit = bit(at, bytes);
                if (((long) WORDS.get(bytes, word(bit)) & 1L << bit) == 0) {
                    return false;
                }
                at += step(hash);
            }
            return true;
        };
    }

    /** Returns a bit of the filter: the number, as a part of all numbers, is the same part of all bits. */
    private static long bit(long number, byte[] filter) {
        return Math.unsignedMultiplyHigh(number, (long) filter.length * Byte.SIZE);
    }

    /** Returns where the word of a bit begins. */
    private static int word(long bit) {
        return (int) (bit / Long.SIZE) * Long.BYTES;
    }

    /** Returns how far one probe is from the next. */
    private static long step(long hash) {
        return Long.rotateLeft(hash, Integer.SIZE) | 1;
    }
}
