package org.allidb.storage.spi.inspect;

import java.io.IOException;
import java.util.function.Consumer;
import org.allidb.storage.api.Provider;
import org.allidb.storage.spi.codec.Codecs;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Looks at files of one format, intact or not. Provided by the component that owns the format, under this interface;
 * {@link TableInspector}, {@link LogInspector} and {@link CatalogueInspector} can do more. Never changes a file, never
 * fails because of damage, never loads a large file as a whole.
 */
@ConsumerType
public interface FileInspector extends Provider {

    /**
     * Returns whether a file is of this format.
     *
     * @param name its name, without directories
     * @param head its first bytes, at most 64; may be damaged
     * @return whether it begins like one, or, where the beginning says nothing, is named like one
     */
    boolean recognises(String name, byte[] head);

    /**
     * Prints a file for a person, as far as it is intact, in lines of about 80 columns.
     *
     * @param file the file
     * @param codecs the codecs that are present
     * @param entries whether to print what is in it too: keys escaped, values by their length and first bytes
     * @param lines receives the lines
     * @throws IOException if the file cannot be read
     */
    void dump(InspectedFile file, Codecs codecs, boolean entries, Consumer<String> lines) throws IOException;
}
