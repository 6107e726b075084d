package org.allidb.storage.engine.internal.tools;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import org.allidb.storage.api.IncompatibleFormatException;
import org.allidb.storage.engine.internal.StorageDirectory;
import org.allidb.storage.engine.internal.StorageDirectory.Purpose;
import org.allidb.storage.kernel.text.PrintableBytes;
import org.allidb.storage.spi.codec.Codecs;
import org.allidb.storage.spi.inspect.FileFinding;
import org.allidb.storage.spi.inspect.FileInspector;
import org.allidb.storage.spi.inspect.InspectedFile;
import org.allidb.storage.spi.inspect.InspectionSink;
import org.allidb.storage.spi.vfs.VfsFile;

/** Looks at the file {@code FORMAT}. */
final class FormatInspector implements FileInspector {

    private static final byte[] BEGINNING = Purpose.DATA.prefix().getBytes(StandardCharsets.US_ASCII);
    private static final int LIMIT = 256;

    @Override
    public String name() {
        return "format";
    }

    @Override
    public boolean recognises(String name, byte[] head) {
        return head.length >= BEGINNING.length
                        && Arrays.equals(head, 0, BEGINNING.length, BEGINNING, 0, BEGINNING.length)
                || name.equals(StorageDirectory.FORMAT);
    }

    /**
     * Checks the file.
     *
     * @return the format that it names, 0 if it names none
     * @throws IncompatibleFormatException if it names a newer format
     */
    int check(InspectedFile file, InspectionSink sink) throws IOException {
        String text = text(file);
        sink.read(file.path(), text.length());
        int format = Purpose.DATA.formatIn(text);
        if (format > 0) {
            return format;
        }
        String number = text.startsWith(Purpose.DATA.prefix())
                ? text.substring(Purpose.DATA.prefix().length()).strip()
                : "";
        if (number.matches("[0-9]{1,9}") && Integer.parseInt(number) > Purpose.DATA.version()) {
            throw new IncompatibleFormatException("the data directory says of itself '" + text.strip()
                    + "', this software understands format " + Purpose.DATA.version()
                    + "; use the version that wrote it. Nothing was changed");
        }
        sink.found(FileFinding.damage(
                file,
                0,
                "the file FORMAT does not say what it should",
                "no data is lost, but the platform does not open; it must hold the line '" + Purpose.DATA.prefix()
                        + Purpose.DATA.version() + "'"));
        return 0;
    }

    @Override
    public void dump(InspectedFile file, Codecs codecs, boolean entries, Consumer<String> lines) throws IOException {
        lines.accept("format " + file.path() + ", " + file.files().size(file.name()) + " bytes");
        lines.accept("says   " + PrintableBytes.escape(text(file).strip()));
    }

    private static String text(InspectedFile file) throws IOException {
        byte[] bytes = new byte[LIMIT];
        try (VfsFile open = file.files().openReadOnly(file.name())) {
            return new String(bytes, 0, open.read(0, bytes, 0, LIMIT), StandardCharsets.ISO_8859_1);
        }
    }
}
