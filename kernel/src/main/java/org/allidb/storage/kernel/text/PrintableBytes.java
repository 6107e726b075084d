package org.allidb.storage.kernel.text;

import java.nio.charset.StandardCharsets;
import org.osgi.annotation.versioning.ProviderType;

/** Bytes as a person reads them: printable ASCII as it is, the rest as {@code \xNN}, a backslash doubled. */
@ProviderType
public final class PrintableBytes {

    private PrintableBytes() {}

    /**
     * Escapes bytes.
     *
     * @param bytes array
     * @param offset start of the bytes
     * @param length their number
     * @param limit the most to show; the text says what is left out
     * @return printable text
     */
    public static String escape(byte[] bytes, int offset, int length, int limit) {
        StringBuilder text = new StringBuilder(Math.min(length, limit) + 16);
        for (int i = 0; i < Math.min(length, limit); i++) {
            int b = bytes[offset + i] & 0xFF;
            if (b == '\\') {
                text.append("\\\\");
            } else if (b >= 0x20 && b < 0x7F) {
                text.append((char) b);
            } else {
                text.append(String.format("\\x%02X", b));
            }
        }
        if (length > limit) {
            text.append("... (").append(length).append(" bytes)");
        }
        return text.toString();
    }

    /**
     * Escapes text of unknown origin, such as the first bytes of a file.
     *
     * @param text the text
     * @return printable text
     */
    public static String escape(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return escape(bytes, 0, bytes.length, 256);
    }
}
