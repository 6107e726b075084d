package org.allidb.storage.engine.internal.log;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * The stored form of changes of the register of logs, big-endian:
 *
 * <pre>
 *   how many logs u32, and for each
 *     owner u64                the tenant's generation, 0 for the shared log
 *     length u32 | bytes       what its provider remembers of it; none if the log is gone
 * </pre>
 */
public final class LogRegisterEdit {

    /** Marks the anchor of a log that is gone. */
    static final byte[] GONE = {};

    private LogRegisterEdit() {}

    static byte[] encode(Map<Long, byte[]> anchors) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(anchors.size());
            for (Map.Entry<Long, byte[]> anchor : new TreeMap<>(anchors).entrySet()) {
                out.writeLong(anchor.getKey());
                out.writeInt(anchor.getValue().length);
                out.write(anchor.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("an array in memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Applies a change.
     *
     * @param anchors what is known of each log, by owner
     * @param edit the stored form
     * @throws IOException if it is none
     */
    public static void applyTo(Map<Long, byte[]> anchors, byte[] edit) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(edit))) {
            for (int count = in.readInt(); count > 0; count--) {
                long owner = in.readLong();
                int length = in.readInt();
                if (length < 0 || length > in.available()) {
                    throw new IOException("an edit of the register of logs is cut off");
                }
                put(anchors, owner, in.readNBytes(length));
            }
        }
    }

    static void put(Map<Long, byte[]> anchors, long owner, byte[] content) {
        if (content.length == 0) {
            anchors.remove(owner);
        } else {
            anchors.put(owner, content);
        }
    }
}
