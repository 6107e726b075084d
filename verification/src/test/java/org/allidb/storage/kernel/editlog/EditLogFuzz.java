package org.allidb.storage.kernel.editlog;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.allidb.storage.api.CorruptionException;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.testkit.StrictMemVfs;
import org.junit.jupiter.params.provider.MethodSource;

/** Manifests and catalogues whose checksums are right, whatever they say. */
class EditLogFuzz {

    private static final String FILE = "MANIFEST";
    private static final String MAGIC = "ALLIDBMF";
    private static final long OWNER = 3;
    private static final byte[] LATER = {'l', 'a', 't', 'e', 'r'};

    static Stream<byte[]> seeds() throws IOException {
        StrictMemVfs files = new StrictMemVfs();
        EditLog log = log(files);
        for (int i = 0; i < 4; i++) {
            log.append(new byte[i], () -> new byte[] {1, 2, 3});
        }
        byte[] whole = content(files);
        return Stream.of(Arrays.copyOf(whole, 150), Arrays.copyOf(whole, 80));
    }

    @MethodSource("seeds")
    @FuzzTest
    void logIsRefusedOrGoesOnWhereItEnded(byte[] bytes) throws IOException {
        if (bytes.length < EditLogLayout.HEADER_LENGTH) {
            return;
        }
        byte[] sealed = seal(bytes);
        StrictMemVfs files = new StrictMemVfs();
        try (VfsFile file = files.create(FILE)) {
            file.write(0, sealed, 0, sealed.length);
        }
        EditLogScan scan = EditLogScan.read(files, FILE, OWNER);
        EditLog log = log(files);
        List<byte[]> edits;
        try {
            edits = log.read();
        } catch (CorruptionException e) {
            assertTrue(e.offset() >= 0 && e.getMessage().contains(FILE), e.getMessage());
            return;
        }
        assertSame(edits, scan.edits());
        boolean replaced = log.append(LATER, () -> LATER);
        List<byte[]> after = log(files).read();
        assertArrayEquals(LATER, after.getLast());
        assertEquals(replaced ? 1 : edits.size() + 1, after.size());
    }

    private static void assertSame(List<byte[]> some, List<byte[]> others) {
        assertEquals(
                some.stream().map(Arrays::toString).toList(),
                others.stream().map(Arrays::toString).toList());
    }

    private static byte[] seal(byte[] bytes) {
        byte[] sealed = Arrays.copyOf(bytes, Math.toIntExact(EditLogLayout.padded(bytes.length)));
        ByteBuffer buffer = ByteBuffer.wrap(sealed);
        buffer.put(0, MAGIC.getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .putInt(8, 1)
                .putLong(12, OWNER);
        buffer.putInt(EditLogLayout.HEADER_LENGTH - Integer.BYTES, EditLogLayout.headerCrc(sealed));
        int at = EditLogLayout.HEADER_LENGTH;
        while (at + EditLogLayout.RECORD_HEADER_LENGTH <= sealed.length) {
            int length = buffer.getInt(at);
            int payload = at + EditLogLayout.RECORD_HEADER_LENGTH;
            if (length < 0 || length > sealed.length - payload || sealed[at + 4] == 0) {
                return sealed;
            }
            buffer.putInt(at + 5, EditLogLayout.recordCrc(OWNER, sealed[at + 4], sealed, payload, length, at));
            at = payload + length;
        }
        return sealed;
    }

    private static EditLog log(StrictMemVfs files) {
        return new EditLog(files, FILE, MAGIC, 1, OWNER, "the manifest");
    }

    private static byte[] content(StrictMemVfs files) throws IOException {
        try (VfsFile file = files.openReadOnly(FILE)) {
            return EditLogLayout.readAll(file);
        }
    }
}
