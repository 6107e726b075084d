package org.allidb.storage.engine.internal.version;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.allidb.storage.engine.internal.crypt.RecordSeal;
import org.allidb.storage.engine.internal.version.VersionEdit.AddedTable;
import org.allidb.storage.kernel.editlog.EditLog;
import org.allidb.storage.kernel.editlog.EditLogInspection;
import org.allidb.storage.kernel.editlog.EditLogScan;
import org.allidb.storage.spi.codec.Codecs;
import org.allidb.storage.spi.inspect.FileFinding;
import org.allidb.storage.spi.inspect.FileInspector;
import org.allidb.storage.spi.inspect.InspectedFile;
import org.allidb.storage.spi.inspect.InspectionSink;
import org.allidb.storage.spi.sstable.TableProperties;

/** Looks at manifests. */
public final class ManifestInspector implements FileInspector {

    /** The name of a tenant's manifest. */
    public static final String FILE = Manifest.FILE;

    private static final byte[] MAGIC = Manifest.MAGIC.getBytes(StandardCharsets.US_ASCII);
    private static final EditLogInspection LOG = new EditLogInspection(Manifest.MAGIC, Manifest.VERSION, "manifest");
    private static final EditLogInspection SEALED =
            new EditLogInspection(Manifest.MAGIC, Manifest.SEALED_VERSION, "manifest");
    private static final String MEANING = "which tables the tenant consists of is not known for certain, and the tenant"
            + " does not open; the tables themselves are not concerned";

    /** Creates an inspector. */
    public ManifestInspector() {}

    /**
     * What a manifest says.
     *
     * @param tables the tables by number, as of the last intact edit before any damage
     * @param levels their levels
     * @param removed numbers of tables that an intact edit has removed, one behind damage too
     * @param counters the counters, the greatest of each that any intact edit has
     * @param complete whether no edit that was in force is damaged
     */
    public record Content(
            Map<Long, TableProperties> tables,
            Map<Long, Integer> levels,
            Set<Long> removed,
            Counters counters,
            boolean complete) {

        /** Returns the content of a tenant without a manifest. */
        public static Content none(boolean complete) {
            return new Content(Map.of(), Map.of(), Set.of(), Counters.INITIAL, complete);
        }
    }

    @Override
    public String name() {
        return "manifest";
    }

    @Override
    public boolean recognises(String name, byte[] head) {
        return head.length >= MAGIC.length && Arrays.equals(head, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
                || name.equals(FILE);
    }

    /**
     * Reads a manifest as far as it is intact.
     *
     * @param file the manifest
     * @param key decrypts edits; empty if they are encrypted and the key is not there
     * @param sink receives what is wrong
     * @return what it says; nothing if the key is not there
     * @throws IOException if it cannot be read
     */
    public Content read(InspectedFile file, Optional<RecordSeal> key, InspectionSink sink) throws IOException {
        boolean plain = key.filter(RecordSeal::isNone).isPresent();
        EditLogInspection log = plain ? LOG : SEALED;
        EditLogScan scan = log.check(file, MEANING, sink);
        boolean otherVersion = scan.header().version() != log.version();
        if (key.isEmpty() || scan.header().intact() && otherVersion) {
            return Content.none(false);
        }
        List<VersionEdit> edits = decode(scan.edits(), key.get(), file, sink);
        List<VersionEdit> later = decode(scan.laterEdits(), key.get(), file, sink);
        boolean complete =
                log.isUsable(file, scan) && edits.size() == scan.edits().size();
        Map<Long, TableProperties> tables = new LinkedHashMap<>();
        Map<Long, Integer> levels = new LinkedHashMap<>();
        Set<Long> removed = new HashSet<>();
        Counters counters = Counters.INITIAL;
        for (VersionEdit edit : edits) {
            removed.addAll(edit.removed());
            tables.keySet().removeAll(edit.removed());
            for (AddedTable table : edit.added()) {
                long id = table.properties().tableId();
                tables.put(id, table.properties());
                levels.put(id, table.level());
                removed.remove(id);
            }
            counters = edit.counters();
        }
        for (VersionEdit edit : later) {
            removed.addAll(edit.removed());
            tables.keySet().removeAll(edit.removed());
            edit.added().forEach(table -> removed.remove(table.properties().tableId()));
            counters = counters.atLeast(edit.counters());
        }
        return new Content(tables, levels, removed, counters, complete);
    }

    @Override
    public void dump(InspectedFile file, Codecs codecs, boolean entries, Consumer<String> lines) throws IOException {
        dump(file, Optional.empty(), lines);
    }

    /**
     * Prints a manifest.
     *
     * @param key decrypts edits that are encrypted, if it is there
     */
    public void dump(InspectedFile file, Optional<RecordSeal> key, Consumer<String> lines) throws IOException {
        if (EditLog.versionOf(file.files(), file.name()) == Manifest.SEALED_VERSION) {
            SEALED.dump(file, (payload, to) -> sealed(payload, key, to), lines);
        } else {
            LOG.dump(file, ManifestInspector::edit, lines);
        }
    }

    private static void sealed(byte[] payload, Optional<RecordSeal> key, Consumer<String> lines) {
        if (key.isEmpty()) {
            lines.accept("encrypted; its key is not there");
            return;
        }
        try {
            edit(key.get().openEdit(payload), lines);
        } catch (IOException e) {
            lines.accept("makes no sense: " + e.getMessage());
        }
    }

    private static List<VersionEdit> decode(
            List<byte[]> payloads, RecordSeal key, InspectedFile file, InspectionSink sink) {
        List<VersionEdit> edits = new ArrayList<>();
        for (byte[] payload : payloads) {
            try {
                edits.add(VersionEditCodec.decode(key.openEdit(payload)));
            } catch (IOException | RuntimeException e) {
                sink.found(FileFinding.damage(file, -1, "an edit of the manifest makes no sense", MEANING));
            }
        }
        return edits;
    }

    private static void edit(byte[] payload, Consumer<String> lines) {
        try {
            VersionEdit edit = VersionEditCodec.decode(payload);
            Counters counters = edit.counters();
            lines.accept("next table " + counters.nextTableId() + ", flushed sequence " + counters.flushedSequence());
            lines.accept("last timestamp " + counters.lastTimestamp() + ", purge horizon " + counters.purgeHorizon());
            edit.removed().forEach(id -> lines.accept("removes table " + id));
            for (AddedTable table : edit.added()) {
                TableProperties said = table.properties();
                lines.accept("adds table " + said.tableId() + ", level " + table.level() + ", " + said.fileBytes()
                        + " bytes, " + said.entries() + " entries");
                lines.accept(
                        "  sequences " + said.minSequence() + " to " + said.maxSequence() + ", codec " + said.codec());
            }
        } catch (IOException | RuntimeException e) {
            lines.accept("makes no sense: " + e.getMessage());
        }
    }
}
