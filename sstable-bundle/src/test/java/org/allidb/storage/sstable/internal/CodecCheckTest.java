package org.allidb.storage.sstable.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.allidb.storage.spi.codec.Codec;
import org.allidb.storage.spi.sstable.TableFormat;
import org.allidb.storage.testkit.Seed;
import org.allidb.storage.testkit.StrictMemVfs;
import org.junit.jupiter.api.Test;

/** A configuration can ask that the output of a codec is decoded before a table counts. */
class CodecCheckTest {

    /** Gives back something else than it was given, of the same length. */
    private static final class Garbling implements Codec {

        @Override
        public String name() {
            return "garbling";
        }

        @Override
        public int maxCompressedLength(int length) {
            return length;
        }

        @Override
        public int compress(byte[] source, int sourceOffset, int length, byte[] target, int targetOffset) {
            return length / 2;
        }

        @Override
        public void decompress(
                byte[] source, int sourceOffset, int length, byte[] target, int targetOffset, int originalLength) {
            target[targetOffset]++;
        }
    }

    @Test
    void tableOfACodecThatGarblesIsNotWritten() throws IOException {
        Random random = new Random(Seed.get());
        StrictMemVfs files = new StrictMemVfs();
        TableFormat format = TableFixture.format(TableFixture.codecs(new Garbling()), "verify_output", "true");
        IOException told = assertThrows(
                IOException.class,
                () -> TableFixture.write(
                        format, files, "garbling", TableFixture.versions(random, 1_000, 100), List.of()));
        assertTrue(told.getMessage().startsWith("codec 'garbling' does not give back"), told.getMessage());
        assertEquals(List.of(), files.list(""));
    }
}
