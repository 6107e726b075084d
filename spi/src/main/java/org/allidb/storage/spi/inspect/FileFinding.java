package org.allidb.storage.spi.inspect;

import org.allidb.storage.api.Finding.Severity;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What an inspector has found.
 *
 * @param severity how bad it is
 * @param file the file, relative to the data directory
 * @param offset where in it, in bytes; -1 if it is about the file as a whole
 * @param owner the generation of the tenant that is concerned, 0 if that is not known
 * @param what what is wrong
 * @param meaning what is lost and what still works
 */
@ProviderType
public record FileFinding(Severity severity, String file, long offset, long owner, String what, String meaning) {

    /**
     * Damage of a file.
     *
     * @param file the file
     * @param offset where in it
     * @param what what is wrong
     * @param meaning what is lost and what still works
     * @return the finding
     */
    public static FileFinding damage(InspectedFile file, long offset, String what, String meaning) {
        return new FileFinding(Severity.DAMAGE, file.path(), offset, file.owner(), what, meaning);
    }

    /**
     * Something that is no damage.
     *
     * @param file the file
     * @param offset where in it
     * @param what what is to be told
     * @param meaning what it means
     * @return the finding
     */
    public static FileFinding note(InspectedFile file, long offset, String what, String meaning) {
        return new FileFinding(Severity.NOTE, file.path(), offset, file.owner(), what, meaning);
    }

    /**
     * Something that could not be checked.
     *
     * @param file the file
     * @param offset where in it
     * @param what why not
     * @param meaning what to do
     * @return the finding
     */
    public static FileFinding unchecked(InspectedFile file, long offset, String what, String meaning) {
        return new FileFinding(Severity.UNCHECKED, file.path(), offset, file.owner(), what, meaning);
    }
}
