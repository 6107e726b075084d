package org.allidb.storage.spi.inspect;

import java.util.Objects;
import org.allidb.storage.api.Finding.Severity;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** What an inspector has found. */
@ProviderType
public final class FileFinding {

    private final Severity severity;
    private final String file;
    private final long offset;
    private final long owner;
    private final String what;
    private final String meaning;

    private FileFinding(Severity severity, String file, long offset, long owner, String what, String meaning) {
        this.severity = severity;
        this.file = file;
        this.offset = offset;
        this.owner = owner;
        this.what = what;
        this.meaning = meaning;
    }

    /**
     * Makes a finding.
     *
     * @param severity how bad it is
     * @param file the file, relative to the data directory
     * @param offset where in it, in bytes; -1 if it is about the file as a whole
     * @param owner the generation of the tenant that is concerned, 0 if that is not known
     * @param what what is wrong
     * @param meaning what is lost and what still works
     * @return the value
     */
    public static FileFinding of(Severity severity, String file, long offset, long owner, String what, String meaning) {
        return new FileFinding(severity, file, offset, owner, what, meaning);
    }

    /** {@return how bad it is} */
    public Severity severity() {
        return severity;
    }

    /** {@return the file, relative to the data directory} */
    public String file() {
        return file;
    }

    /** {@return where in it, in bytes; -1 if it is about the file as a whole} */
    public long offset() {
        return offset;
    }

    /** {@return the generation of the tenant that is concerned, 0 if that is not known} */
    public long owner() {
        return owner;
    }

    /** {@return what is wrong} */
    public String what() {
        return what;
    }

    /** {@return what is lost and what still works} */
    public String meaning() {
        return meaning;
    }

    /**
     * Makes a finding of damage.
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
     * Makes a finding of something that is no damage.
     *
     * @param file the file
     * @param offset where in it
     * @param what what was found
     * @param meaning what it means
     * @return the finding
     */
    public static FileFinding note(InspectedFile file, long offset, String what, String meaning) {
        return new FileFinding(Severity.NOTE, file.path(), offset, file.owner(), what, meaning);
    }

    /**
     * Makes a finding of something that could not be checked.
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

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FileFinding that
                && severity.equals(that.severity)
                && file.equals(that.file)
                && offset == that.offset
                && owner == that.owner
                && what.equals(that.what)
                && meaning.equals(that.meaning);
    }

    @Override
    public int hashCode() {
        return Objects.hash(severity, file, offset, owner, what, meaning);
    }

    @Override
    public String toString() {
        return severity + " " + file + " at " + offset + ": " + what;
    }
}
