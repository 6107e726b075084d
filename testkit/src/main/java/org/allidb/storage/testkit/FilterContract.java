package org.allidb.storage.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.allidb.storage.spi.filter.FilterProvider;
import org.allidb.storage.spi.filter.KeyFilter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.annotation.versioning.ConsumerType;

/** What every {@link FilterProvider} must do. A filter's own test extends this. */
@ConsumerType
@Timeout(value = Contracts.PATIENCE_SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class FilterContract {

    private static final int[] COUNTS = {1, 2, 3, 7, 64, 1_000, 20_000};
    private static final int[] BITS = {1, 8, 10, 16, 32};
    private static final int ASKED = 200_000;
    private static final int THREADS = 4;

    /** For the tests of filters. */
    protected FilterContract() {}

    /**
     * Makes the provider under test.
     *
     * @return a new one
     */
    protected abstract FilterProvider provider();

    /** Checks that the name fits into tables. */
    @Test
    public void nameIsShortAndPlain() {
        Contracts.checkName(provider());
        assertEquals(provider().name(), provider().name(), "the name must never change: tables contain it");
    }

    /** Checks that no key that was added is denied, that what was given is left as it is, and that the bytes are bounded. */
    @Test
    public void everyKeyIsFound() {
        Random random = new Random(Seed.get());
        FilterProvider provider = provider();
        for (int count : COUNTS) {
            for (int bits : BITS) {
                long[] hashes = random.longs(count + 5L).toArray();
                long[] given = hashes.clone();
                byte[] bytes = provider.build(given, count, bits);
                assertArrayEquals(hashes, given, "build must not change the hashes: they are the writer's");
                long most = provider.maxBytes(count, bits);
                assertTrue(
                        bytes.length <= most,
                        "build made " + bytes.length + " bytes of " + count + " keys with " + bits
                                + " bits each; it must be at most maxBytes, which is " + most);
                assertFindsAll(provider.read(bytes), hashes, count);
            }
        }
    }

    /** Checks that two keys may have the same hash, and that hashes may have a pattern. */
    @Test
    public void equalAndRegularHashesAreFound() {
        FilterProvider provider = provider();
        for (int different : new int[] {1, 2, 500}) {
            long[] hashes =
                    IntStream.range(0, 1_000).mapToLong(i -> i % different).toArray();
            assertFindsAll(provider.read(provider.build(hashes, hashes.length, 10)), hashes, hashes.length);
        }
        long[] high = IntStream.range(0, 1_000).mapToLong(i -> (long) i << 40).toArray();
        assertFindsAll(provider.read(provider.build(high, high.length, 10)), high, high.length);
    }

    /** Checks that not more keys are found that are not there than the provider says. */
    @Test
    public void falsePositivesAreAsRareAsIsSaid() {
        Random random = new Random(Seed.get());
        FilterProvider provider = provider();
        for (int bits : BITS) {
            double said = provider.falsePositives(bits);
            assertTrue(said >= 0 && said <= 1, "falsePositives must be a share from 0 to 1, and is " + said);
            long[] hashes = random.longs(20_000).toArray();
            KeyFilter filter = provider.read(provider.build(hashes, hashes.length, bits));
            long found = random.longs(ASKED).filter(filter::mayContain).count();
            // six deviations: not by chance
            double most = ASKED * said + 6 * Math.sqrt(ASKED * said + 1);
            assertTrue(
                    found <= most,
                    "of " + ASKED + " keys that are not there " + found + " may be there with " + bits
                            + " bits a key; falsePositives says " + said);
        }
    }

    /** Checks that bytes that another instance has built are read alike: tables outlive the provider. */
    @Test
    public void bytesAreReadByEveryInstance() {
        long[] hashes = new Random(7).longs(1_000).toArray();
        byte[] bytes = provider().build(hashes, hashes.length, 10);
        KeyFilter here = provider().read(bytes.clone());
        KeyFilter there = provider().read(bytes);
        assertFindsAll(there, hashes, hashes.length);
        new Random(8)
                .longs(10_000)
                .forEach(hash -> assertEquals(
                        here.mayContain(hash),
                        there.mayContain(hash),
                        "two filters that were read from the same bytes must answer alike"));
        assertArrayEquals(
                bytes,
                provider().build(hashes, hashes.length, 10),
                "build must make the same bytes of the same hashes: a table can then be compared with its copy");
    }

    /** Checks that bytes that are no filter are refused, and that damaged ones answer something. */
    @Test
    public void otherBytesAreRefusedOrHarmless() {
        Random random = new Random(Seed.get());
        FilterProvider provider = provider();
        byte[] bytes = provider.build(random.longs(1_000).toArray(), 1_000, 10);
        for (int length : new int[] {0, 1, bytes.length / 2 + 1, bytes.length - 1}) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> provider.read(Arrays.copyOf(bytes, length)),
                    "read must throw IllegalArgumentException for " + length + " of " + bytes.length + " bytes");
        }
        for (int i = 0; i < 500; i++) {
            byte[] damaged = bytes.clone();
            damaged[i < 200 ? i % Math.min(40, bytes.length) : random.nextInt(bytes.length)] ^=
                    (byte) (1 << random.nextInt(8));
            try {
                KeyFilter filter = provider.read(damaged);
                random.longs(50).forEach(filter::mayContain);
            } catch (IllegalArgumentException _) {
                // refused by read
            } catch (RuntimeException e) {
                fail("a filter of damaged bytes must be refused by read with IllegalArgumentException, or answer", e);
            }
        }
    }

    /**
     * Checks that one filter serves all threads.
     *
     * @throws Exception if the filter fails
     */
    @Test
    public void worksOnManyThreadsAtOnce() throws Exception {
        FilterProvider provider = provider();
        ExecutorService threads = Contracts.threads(THREADS);
        try {
            Callable<Boolean> work = () -> {
                long[] hashes = new Random().longs(5_000).toArray();
                assertFindsAll(provider.read(provider.build(hashes, hashes.length, 10)), hashes, hashes.length);
                return true;
            };
            for (Future<Boolean> each : IntStream.range(0, THREADS)
                    .mapToObj(i -> threads.submit(work))
                    .toList()) {
                assertTrue(each.get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void assertFindsAll(KeyFilter filter, long[] hashes, int count) {
        assertNotNull(filter, "read must return a filter, or throw IllegalArgumentException");
        for (int i = 0; i < count; i++) {
            if (!filter.mayContain(hashes[i])) {
                fail("the filter of " + count + " keys denies one of them: its row could not be read any more");
            }
        }
    }
}
