package org.allidb.storage.shell.internal.command;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.allidb.storage.api.ChunkRow;
import org.allidb.storage.api.CustomRow;
import org.allidb.storage.api.EdgeRow;
import org.allidb.storage.api.MetaRow;
import org.allidb.storage.api.Row;
import org.allidb.storage.api.ValueRow;
import org.allidb.storage.api.VectorRow;

/** A row's content on one line. */
final class RowText {

    private static final int SHOWN_COMPONENTS = 4;
    private static final int SHOWN_BYTES = 24;

    private RowText() {}

    /** Returns what distinguishes the row from others of its entity and kind. */
    static String qualifier(Row row) {
        return switch (row) {
            case EdgeRow edge -> edge.relation() + " → " + edge.target();
            default -> row.key().qualifier().toString();
        };
    }

    static String content(Row row) {
        return switch (row) {
            case VectorRow vector -> vector.dimension() + " × float " + components(vector.components());
            case EdgeRow edge ->
                "weight " + edge.weight() + (edge.properties().isEmpty() ? "" : " " + edge.properties());
            case ChunkRow chunk -> chunk.text() + (chunk.metadata().isEmpty() ? "" : " " + chunk.metadata());
            case MetaRow meta -> meta.type() + ", importance " + meta.importance();
            case ValueRow value -> bytes(value.value());
            case CustomRow custom -> bytes(custom.value());
        };
    }

    private static String components(float[] components) {
        return IntStream.range(0, Math.min(SHOWN_COMPONENTS, components.length))
                .mapToObj(i -> Float.toString(components[i]))
                .collect(Collectors.joining(" ", "[", components.length > SHOWN_COMPONENTS ? " …]" : "]"));
    }

    private static String bytes(byte[] value) {
        String text = new String(value, StandardCharsets.UTF_8);
        boolean printable = text.codePoints().noneMatch(c -> Character.isISOControl(c) || c == 0xFFFD);
        if (printable) {
            return text;
        }
        String hex = HexFormat.of().formatHex(Arrays.copyOf(value, Math.min(SHOWN_BYTES, value.length)));
        return value.length + " bytes 0x" + hex + (value.length > SHOWN_BYTES ? "…" : "");
    }
}
