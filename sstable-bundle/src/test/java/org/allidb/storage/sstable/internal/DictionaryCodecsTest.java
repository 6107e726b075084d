package org.allidb.storage.sstable.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.allidb.storage.api.ComponentMissingException;
import org.allidb.storage.spi.codec.BoundCodec;
import org.allidb.storage.spi.codec.Codec;
import org.allidb.storage.spi.codec.Codecs;
import org.allidb.storage.spi.sstable.DamagedTableException;
import org.allidb.storage.spi.sstable.TableFormat;
import org.allidb.storage.spi.sstable.TableReader;
import org.allidb.storage.sstable.internal.TableFixture.Version;
import org.allidb.storage.testkit.DeflateCodec;
import org.allidb.storage.testkit.StrictMemVfs;
import org.junit.jupiter.api.Test;

/** Codecs with dictionaries that fail, are replaced or go: no row is hurt, and what is bound is released, not too early. */
class DictionaryCodecsTest {

    private static final String WITHOUT = "; the table is written without a dictionary. Replace the codec";

    private final List<Version> rows = DictionaryFixture.rows(400);
    private final List<String> failures = new ArrayList<>();
    private final AtomicReference<Codec> installed = new AtomicReference<>(new DeflateCodec());
    private StrictMemVfs files = new StrictMemVfs();

    /** The codec that is installed at any moment, and what is reported of it. */
    private final Codecs codecs = new Codecs() {
        @Override
        public Codec codec(String name) {
            return installed.get();
        }

        @Override
        public void failed(String name, String what) {
            failures.add(name + " " + what);
        }
    };

    /** A codec that is bound, and does something else. */
    private static class Bound implements BoundCodec {

        private final BoundCodec sound;

        Bound(byte[] dictionary) {
            this.sound = new DeflateCodec().withDictionary(dictionary);
        }

        @Override
        public String name() {
            return sound.name();
        }

        @Override
        public int maxCompressedLength(int length) {
            return sound.maxCompressedLength(length);
        }

        @Override
        public int compress(byte[] source, int sourceOffset, int length, byte[] target, int targetOffset) {
            return sound.compress(source, sourceOffset, length, target, targetOffset);
        }

        @Override
        public void decompress(
                byte[] source, int sourceOffset, int length, byte[] target, int targetOffset, int originalLength) {
            sound.decompress(source, sourceOffset, length, target, targetOffset, originalLength);
        }

        @Override
        public void close() {
            sound.close();
        }
    }

    @Test
    void codecThatFailsToTrainIsReportedAndTheTableIsWritten() throws IOException {
        assertNone("failed to make a dictionary: java.lang.IllegalStateException: broken", new DeflateCodec() {
            @Override
            public byte[] trainDictionary(List<byte[]> samples, int mostBytes) {
                throw new IllegalStateException("broken");
            }
        });
        assertNone("failed to make a dictionary: java.lang.StackOverflowError", new DeflateCodec() {
            @Override
            public byte[] trainDictionary(List<byte[]> samples, int mostBytes) {
                throw new StackOverflowError();
            }
        });
        assertNone(
                "failed to make a dictionary: java.lang.IllegalStateException: it returned null", new DeflateCodec() {
                    @Override
                    @SuppressWarnings("NullAway")
                    public byte[] trainDictionary(List<byte[]> samples, int mostBytes) {
                        return null;
                    }
                });
        assertNone(
                "failed to make a dictionary: java.lang.IllegalStateException: it made 2049 bytes; the most that was"
                        + " asked for is 2048",
                new DeflateCodec() {
                    @Override
                    public byte[] trainDictionary(List<byte[]> samples, int mostBytes) {
                        return new byte[mostBytes + 1];
                    }
                });
    }

    @Test
    void codecThatFailsWithItsDictionaryIsReportedAndTheTableIsWritten() throws IOException {
        assertNone("failed to make a dictionary: java.lang.IllegalArgumentException: no", new DeflateCodec() {
            @Override
            public BoundCodec withDictionary(byte[] dictionary) {
                throw new IllegalArgumentException("no");
            }
        });
        assertNone(
                "failed to make a dictionary: java.lang.IllegalStateException: it returned null for its own"
                        + " dictionary",
                new DeflateCodec() {
                    @Override
                    @SuppressWarnings("NullAway")
                    public BoundCodec withDictionary(byte[] dictionary) {
                        return null;
                    }
                });
        assertNone("does not give back what it was given", new DeflateCodec() {
            @Override
            public BoundCodec withDictionary(byte[] dictionary) {
                return new Bound(dictionary) {
                    @Override
                    public void decompress(
                            byte[] source,
                            int sourceOffset,
                            int length,
                            byte[] target,
                            int targetOffset,
                            int original) {
                        target[targetOffset]++;
                    }
                };
            }
        });
    }

    @Test
    void emptyDictionaryIsNone() throws IOException {
        write(new DeflateCodec() {
            @Override
            public byte[] trainDictionary(List<byte[]> samples, int mostBytes) {
                return new byte[0];
            }
        });
        assertEquals(List.of(), failures);
        assertTrue(dump().contains("dictionary   none\n"), dump());
        assertAllRead();
    }

    /** What was compressed before stays as it is: each block says whether it needs the dictionary. */
    @Test
    void codecThatFailsLaterCompressesTheRestWithoutADictionary() throws IOException {
        write(new DeflateCodec() {
            @Override
            public BoundCodec withDictionary(byte[] dictionary) {
                return new Bound(dictionary) {
                    private int calls;

                    @Override
                    public int compress(byte[] source, int sourceOffset, int length, byte[] target, int targetOffset) {
                        if (calls++ == 20) {
                            throw new IllegalStateException("tired");
                        }
                        return super.compress(source, sourceOffset, length, target, targetOffset);
                    }
                };
            }
        });
        assertEquals(List.of("deflate failed: java.lang.IllegalStateException: tired" + WITHOUT), failures);
        assertTrue(dump().matches("(?s).*dictionary   [0-9]+ bytes, ok.*"), dump());
        assertAllRead();
    }

    @Test
    void whatATrainerDoesToItsSamplesIsNotWritten() throws IOException {
        write(new DeflateCodec() {
            @Override
            public byte[] trainDictionary(List<byte[]> samples, int mostBytes) {
                byte[] dictionary = super.trainDictionary(samples, mostBytes);
                samples.forEach(sample -> Arrays.fill(sample, (byte) 1));
                return dictionary;
            }

            @Override
            public BoundCodec withDictionary(byte[] dictionary) {
                byte[] own = dictionary.clone();
                Arrays.fill(dictionary, (byte) 1);
                return super.withDictionary(own);
            }
        });
        assertAllRead();
    }

    @Test
    void codecThatFailsToDecodeIsNamedWithTheTable() throws IOException {
        write(new DeflateCodec());
        installed.set(new DeflateCodec() {
            @Override
            public BoundCodec withDictionary(byte[] dictionary) {
                return super.withDictionary(new byte[] {1, 2, 3});
            }
        });
        assertToldOnRead("codec 'deflate' cannot decode a block of the table 000000000007.sst at byte 64 with the"
                + " table's dictionary although its checksum matches: java.lang.IllegalArgumentException");
        installed.set(new DeflateCodec() {
            @Override
            @SuppressWarnings("NullAway")
            public BoundCodec withDictionary(byte[] dictionary) {
                return null;
            }
        });
        assertToldOnRead("codec 'deflate' cannot decode a block of the table 000000000007.sst at byte 64 with the"
                + " table's dictionary although its checksum matches: java.lang.IllegalStateException: it returned null"
                + " for a dictionary; check which version of the codec is installed");
    }

    @Test
    void codecThatKnowsNoDictionariesIsToldWhatIsMissing() throws IOException {
        write(new DeflateCodec());
        installed.set(new NoneCodec());
        try (TableFormat format = DictionaryFixture.format(codecs, 0)) {
            installed.set(new DeflateCodec());
            try (TableReader reader = TableFixture.read(format, files)) {
                installed.set(new NoneCodec());
                ComponentMissingException told =
                        assertThrows(ComponentMissingException.class, () -> DictionaryFixture.get(reader, row(0)));
                assertEquals(
                        "the codec 'deflate' that is installed (" + NoneCodec.class.getName()
                                + ") knows no dictionaries, and the table 000000000007.sst has one; install the codec"
                                + " that wrote it. The table is not changed",
                        told.getMessage());
                installed.set(new DeflateCodec());
                DictionaryFixture.assertRows(rows, reader);
            }
        }
    }

    @Test
    void dictionaryIsBoundOnceForATableAndReleasedWithIt() throws IOException {
        CountedDictionaries counted = new CountedDictionaries();
        write(counted);
        assertEquals(0, counted.open.get(), "the writer");
        counted.made.set(0);
        try (TableFormat format = DictionaryFixture.format(codecs, 0)) {
            try (TableReader reader = TableFixture.read(format, files)) {
                assertEquals(0, counted.made.get(), "before a block is read");
                DictionaryFixture.assertRows(rows, reader);
                reader.verify(bytes -> {});
                assertEquals(1, counted.made.get());
                assertEquals(1, counted.open.get());
            }
            assertEquals(0, counted.open.get(), "the reader");
        }
        DictionaryFixture.dump(files, codecs);
        assertEquals(0, counted.open.get(), "the dump");
        assertEquals(0, counted.usedAfterClose.get());
    }

    /** A table that nobody reads must not keep the code of a codec that was replaced. */
    @Test
    void replacedCodecIsReleasedAtOnceAndTheNextReadBindsTheNewOne() throws IOException {
        CountedDictionaries old = new CountedDictionaries();
        write(old);
        try (TableFormat format = DictionaryFixture.format(codecs, 0);
                TableReader reader = TableFixture.read(format, files)) {
            DictionaryFixture.get(reader, row(0));
            assertEquals(1, old.open.get());
            CountedDictionaries next = new CountedDictionaries();
            installed.set(next);
            format.codecChanged("another");
            assertEquals(1, old.open.get());
            format.codecChanged("deflate");
            assertEquals(0, old.open.get());
            DictionaryFixture.assertRows(rows, reader);
            assertEquals(1, next.made.get());
            // without being told
            installed.set(old);
            DictionaryFixture.get(reader, row(1));
            assertEquals(0, next.open.get());
            assertEquals(1, old.open.get());
        }
        assertEquals(0, old.open.get());
    }

    @Test
    void nothingIsUsedAfterItsCloseWhileCodecsAreReplacedUnderReads() throws Exception {
        List<CountedDictionaries> all =
                IntStream.range(0, 200).mapToObj(i -> new CountedDictionaries()).toList();
        write(all.getFirst());
        try (ExecutorService threads = Executors.newFixedThreadPool(3);
                TableFormat format = DictionaryFixture.format(codecs, 0);
                TableReader reader = TableFixture.read(format, files)) {
            List<Future<?>> reads = new ArrayList<>();
            for (int thread = 0; thread < 3; thread++) {
                Random random = new Random(thread);
                reads.add(threads.submit(() -> {
                    while (installed.get() != all.getLast()) {
                        int at = random.nextInt(rows.size());
                        assertEquals(
                                Arrays.hashCode(row(at).value()),
                                Arrays.hashCode(DictionaryFixture.get(reader, row(at))));
                    }
                    return null;
                }));
            }
            for (CountedDictionaries next : all) {
                installed.set(next);
                format.codecChanged("deflate");
                DictionaryFixture.get(reader, row(0));
            }
            for (Future<?> read : reads) {
                read.get();
            }
            // a read that had asked for the codec before the last one may have taken that one's place, and left it
            DictionaryFixture.get(reader, row(0));
            assertEquals(1, all.getLast().open.get());
            assertEquals(1, all.stream().mapToInt(codec -> codec.open.get()).sum(), "the last one is bound");
        }
        assertEquals(0, all.stream().mapToInt(codec -> codec.open.get()).sum());
        assertEquals(
                0, all.stream().mapToInt(codec -> codec.usedAfterClose.get()).sum());
        assertEquals(List.of(), failures);
    }

    @Test
    void codecThatFailsToReleaseHurtsNobody() throws IOException {
        write(new DeflateCodec() {
            @Override
            public BoundCodec withDictionary(byte[] dictionary) {
                return new Bound(dictionary) {
                    @Override
                    public void close() {
                        throw new IllegalStateException("stuck");
                    }
                };
            }
        });
        assertAllRead();
    }

    private void assertNone(String why, Codec codec) throws IOException {
        failures.clear();
        files = new StrictMemVfs();
        write(codec);
        assertEquals(List.of("deflate " + why + WITHOUT), failures);
        assertTrue(dump().contains("dictionary   none\n"), dump());
        assertAllRead();
    }

    private void assertToldOnRead(String start) throws IOException {
        try (TableFormat format = DictionaryFixture.format(codecs, 0);
                TableReader reader = TableFixture.read(format, files)) {
            DamagedTableException told =
                    assertThrows(DamagedTableException.class, () -> DictionaryFixture.get(reader, row(0)));
            assertTrue(Objects.requireNonNull(told.getMessage()).startsWith(start), told.getMessage());
        }
    }

    private Version row(int at) {
        return rows.get(at);
    }

    private void write(Codec codec) throws IOException {
        installed.set(codec);
        try (TableFormat format = DictionaryFixture.format(codecs, 2)) {
            TableFixture.write(format, files, "deflate", rows, List.of());
        }
    }

    private void assertAllRead() throws IOException {
        try (TableFormat format = DictionaryFixture.format(codecs, 0);
                TableReader reader = TableFixture.read(format, files)) {
            DictionaryFixture.assertRows(rows, reader);
            reader.verify(bytes -> {});
        }
    }

    private String dump() throws IOException {
        return DictionaryFixture.dump(files, codecs);
    }
}
