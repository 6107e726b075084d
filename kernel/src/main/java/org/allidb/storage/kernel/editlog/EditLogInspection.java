package org.allidb.storage.kernel.editlog;

import java.io.IOException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.allidb.storage.kernel.text.PrintableBytes;
import org.allidb.storage.spi.inspect.FileFinding;
import org.allidb.storage.spi.inspect.InspectedFile;
import org.allidb.storage.spi.inspect.InspectionSink;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What inspectors of files that are edit logs have in common. Immutable.
 *
 * @param magic the eight characters that such a file begins with
 * @param version the format version that is understood
 * @param description what it is, for messages, for example {@code manifest}
 */
@ProviderType
public record EditLogInspection(String magic, int version, String description) {

    /**
     * Reads a file and tells what is wrong with it.
     *
     * @param file the file, with the owner that it must have
     * @param meaning what it means if edits are damaged
     * @param sink receives what is wrong
     * @return what is in it
     * @throws IOException if it cannot be read
     */
    public EditLogScan check(InspectedFile file, String meaning, InspectionSink sink) throws IOException {
        EditLogScan scan = EditLogScan.read(file.files(), file.name(), file.owner());
        sink.read(file.path(), scan.bytes());
        EditLogScan.Header header = scan.header();
        if (!header.intact() || !header.magic().equals(magic)) {
            sink.found(FileFinding.damage(file, 0, "the header of the " + description + " is damaged", meaning));
        } else if (header.version() != version) {
            sink.found(FileFinding.unchecked(
                    file,
                    8,
                    "the " + description + " has format version " + header.version() + ", this software understands "
                            + version,
                    "use the version of the software that wrote it"));
        } else if (header.owner() != file.owner()) {
            sink.found(FileFinding.damage(
                    file,
                    12,
                    "the " + description + " belongs to number " + header.owner() + " instead of " + file.owner(),
                    meaning));
        }
        if (scan.torn()) {
            sink.found(FileFinding.note(
                    file,
                    scan.damagedAt(),
                    "the last edit of the " + description + " is incomplete",
                    "a crash cut it short before it took effect; nothing is lost"));
        } else if (scan.damagedAt() >= 0) {
            sink.found(FileFinding.damage(
                    file,
                    scan.damagedAt(),
                    "an edit of the " + description + " that was in force is damaged",
                    meaning));
        } else if (scan.edits().isEmpty()) {
            sink.found(FileFinding.damage(
                    file, scan.bytes(), "the " + description + " ends before its first edit", meaning));
        }
        return scan;
    }

    /**
     * Returns whether a check found the file fit to be used.
     *
     * @param file the file, with the owner that it must have
     * @param scan what is in it
     * @return whether opening it would succeed
     */
    public boolean isUsable(InspectedFile file, EditLogScan scan) {
        EditLogScan.Header header = scan.header();
        return header.intact()
                && header.magic().equals(magic)
                && header.version() == version
                && header.owner() == file.owner()
                && (scan.damagedAt() < 0 || scan.torn())
                && !scan.edits().isEmpty();
    }

    /**
     * Prints a file.
     *
     * @param file the file
     * @param edits prints the payload of an edit
     * @param lines receives the lines
     * @throws IOException if it cannot be read
     */
    public void dump(InspectedFile file, BiConsumer<byte[], Consumer<String>> edits, Consumer<String> lines)
            throws IOException {
        EditLogScan scan = EditLogScan.read(file.files(), file.name(), file.owner());
        EditLogScan.Header header = scan.header();
        lines.accept(description + " " + file.path() + ", " + scan.bytes() + " bytes");
        lines.accept("header  magic " + PrintableBytes.escape(header.magic()) + ", version " + header.version()
                + ", owner " + header.owner() + ", checksum " + (header.intact() ? "ok" : "BAD"));
        boolean told = scan.damagedAt() < 0;
        for (EditLogScan.Record record : scan.records()) {
            if (!told && record.offset() > scan.damagedAt()) {
                damage(scan, lines);
                told = true;
            }
            lines.accept(String.format(
                    "%-7d %s, %d bytes, checksum ok",
                    record.offset(), record.edit() ? "edit" : "mark", record.payload().length));
            if (record.edit()) {
                edits.accept(record.payload(), line -> lines.accept("        " + line));
            } else {
                lines.accept("        all before " + record.durable() + " is durable");
            }
        }
        if (!told) {
            damage(scan, lines);
        }
    }

    private static void damage(EditLogScan scan, Consumer<String> lines) {
        lines.accept(String.format(
                "%-7d %s", scan.damagedAt(), scan.torn() ? "torn tail, never in force" : "DAMAGED, checksum BAD"));
    }
}
