package org.allidb.storage.shell.internal.command;

import java.util.Locale;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.Kind;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a kind, or the code of one's own such as {@code 0x40}. */
final class KindName implements ITypeConverter<Kind> {

    @Override
    public Kind convert(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "vector" -> Kind.VECTOR;
            case "edge" -> Kind.EDGE;
            case "chunk" -> Kind.CHUNK;
            case "meta" -> Kind.META;
            case "value" -> Kind.VALUE;
            default -> custom(text);
        };
    }

    private static Kind custom(String text) {
        try {
            return Kind.custom(Integer.decode(text));
        } catch (NumberFormatException | InvalidArgumentException e) {
            throw new TypeConversionException(
                    "'" + text + "' is no kind; use vector, edge, chunk, meta, value or a code from 0x40 to 0x7F");
        }
    }
}
