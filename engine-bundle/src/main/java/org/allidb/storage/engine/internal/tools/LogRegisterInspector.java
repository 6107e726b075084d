package org.allidb.storage.engine.internal.tools;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.allidb.storage.engine.internal.log.LogRegister;
import org.allidb.storage.engine.internal.log.LogRegisterEdit;
import org.allidb.storage.kernel.editlog.EditLogInspection;
import org.allidb.storage.kernel.editlog.EditLogScan;
import org.allidb.storage.spi.codec.Codecs;
import org.allidb.storage.spi.inspect.FileFinding;
import org.allidb.storage.spi.inspect.FileInspector;
import org.allidb.storage.spi.inspect.InspectedFile;
import org.allidb.storage.spi.inspect.InspectionSink;

/** Looks at the file {@code LOGS}. */
final class LogRegisterInspector implements FileInspector {

    private static final byte[] MAGIC = LogRegister.MAGIC.getBytes(StandardCharsets.US_ASCII);
    private static final EditLogInspection EDITS =
            new EditLogInspection(LogRegister.MAGIC, LogRegister.VERSION, "register of logs");
    static final String MEANING =
            "whether segments of logs are missing is not known; the logs are not concerned, but the"
                    + " platform does not open";

    private final Function<byte[], String> description;

    /**
     * Creates an inspector.
     *
     * @param description describes what is known of a log
     */
    LogRegisterInspector(Function<byte[], String> description) {
        this.description = description;
    }

    @Override
    public String name() {
        return "register";
    }

    @Override
    public boolean recognises(String name, byte[] head) {
        return head.length >= MAGIC.length && Arrays.equals(head, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
                || name.equals(LogRegister.FILE);
    }

    /** Returns what is known of each log, by owner, as far as edits are intact; reports what is wrong. */
    Map<Long, byte[]> read(InspectedFile file, InspectionSink sink) throws IOException {
        EditLogScan scan = EDITS.check(file, MEANING, sink);
        Map<Long, byte[]> anchors = new TreeMap<>();
        if (!EDITS.isUsable(file, scan)) {
            return anchors;
        }
        for (byte[] payload : scan.edits()) {
            try {
                LogRegisterEdit.applyTo(anchors, payload);
            } catch (IOException | RuntimeException e) {
                sink.found(FileFinding.damage(file, -1, "an edit of the register of logs makes no sense", MEANING));
            }
        }
        return anchors;
    }

    @Override
    public void dump(InspectedFile file, Codecs codecs, boolean entries, Consumer<String> lines) throws IOException {
        EDITS.dump(file, this::edit, lines);
    }

    private void edit(byte[] payload, Consumer<String> lines) {
        try {
            Map<Long, byte[]> anchors = new TreeMap<>();
            LogRegisterEdit.applyTo(anchors, payload);
            if (anchors.isEmpty()) {
                lines.accept("no log, or one that is gone");
            }
            anchors.forEach((owner, anchor) ->
                    lines.accept((owner == LogRegister.SHARED ? "shared log: " : "generation " + owner + ": ")
                            + description.apply(anchor)));
        } catch (IOException | RuntimeException e) {
            lines.accept("makes no sense: " + e.getMessage());
        }
    }
}
