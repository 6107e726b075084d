package org.allidb.storage.engine.internal.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;

/** The files of an audit trail: {@code audit-000001.jsonl} and so on. */
public final class AuditFiles {

    /** The directory of the trail in a data directory. */
    public static final String DIRECTORY = "audit";

    private static final String PREFIX = "audit-";
    private static final String SUFFIX = ".jsonl";

    private AuditFiles() {}

    static String name(long number) {
        return PREFIX + String.format(Locale.ROOT, "%06d", number) + SUFFIX;
    }

    /** Returns the numbers of the files in a directory, in order; none if it is missing. */
    static List<Long> numbers(Vfs directory) throws IOException {
        try {
            return directory.list("").stream()
                    .filter(name -> name.matches(PREFIX + "\\d{6,18}\\" + SUFFIX))
                    .map(name -> Long.parseLong(name, PREFIX.length(), name.length() - SUFFIX.length(), 10))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /**
     * A line of a file.
     *
     * @param offset where it begins
     * @param text the line without its end
     * @param whole whether it has an end
     */
    record Line(long offset, String text, boolean whole) {}

    /** Reads a file, whose size the configuration bounds. */
    static List<Line> read(Vfs directory, long number) throws IOException {
        byte[] bytes;
        try (VfsFile file = directory.openReadOnly(name(number))) {
            bytes = new byte[Math.toIntExact(file.size())];
            file.read(0, bytes, 0, bytes.length);
        }
        List<Line> lines = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                lines.add(new Line(from, new String(bytes, from, i - from, StandardCharsets.UTF_8), true));
                from = i + 1;
            }
        }
        if (from < bytes.length) {
            lines.add(new Line(from, new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8), false));
        }
        return lines;
    }
}
