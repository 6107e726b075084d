package org.allidb.storage.spi.inspect;

import org.allidb.storage.spi.vfs.Vfs;
import org.osgi.annotation.versioning.ProviderType;

/** A file that is looked at. */
@ProviderType
public final class InspectedFile {

    private final Vfs files;
    private final String name;
    private final String path;
    private final long owner;
    private final long generation;
    private final long number;

    private InspectedFile(Vfs files, String name, String path, long owner, long generation, long number) {
        this.files = files;
        this.name = name;
        this.path = path;
        this.owner = owner;
        this.generation = generation;
        this.number = number;
    }

    /** {@return the directory that it is in} */
    public Vfs files() {
        return files;
    }

    /** {@return its name there} */
    public String name() {
        return name;
    }

    /** {@return its name relative to the data directory, for messages} */
    public String path() {
        return path;
    }

    /** {@return the generation of the tenant whose directory it is in, 0 if it is in none} */
    public long owner() {
        return owner;
    }

    /** {@return the generation that the file carries if it is as it should be, 0 if that is not known} */
    public long generation() {
        return generation;
    }

    /**
     * Returns the same file, which carries the generation of another tenant: a copy of a tenant has files of its origin.
     *
     * @param other the generation that it carries
     * @return the file
     */
    public InspectedFile withGeneration(long other) {
        return new InspectedFile(files, name, path, owner, other, number);
    }

    /** {@return the number that its name begins with, 0 if there is none} */
    public long number() {
        return number;
    }

    /**
     * Returns a file; the number is taken from the name.
     *
     * @param files the directory that it is in
     * @param name its name there
     * @param path its name relative to the data directory
     * @param owner the generation of the tenant whose directory it is in, 0 if it is in none
     * @return the file
     */
    public static InspectedFile of(Vfs files, String name, String path, long owner) {
        int digits = 0;
        while (digits < Math.min(name.length(), 18) && Character.digit(name.charAt(digits), 10) >= 0) {
            digits++;
        }
        return new InspectedFile(
                files, name, path, owner, owner, digits == 0 ? 0 : Long.parseLong(name.substring(0, digits)));
    }
}
