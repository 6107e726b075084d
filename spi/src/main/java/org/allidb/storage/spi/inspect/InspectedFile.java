package org.allidb.storage.spi.inspect;

import org.allidb.storage.spi.vfs.Vfs;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A file that is looked at.
 *
 * @param files the directory that it is in
 * @param name its name there
 * @param path its name relative to the data directory, for messages
 * @param owner the generation of the tenant whose directory it is in, 0 if it is in none
 * @param number the number that its name begins with, 0 if there is none
 */
@ProviderType
public record InspectedFile(Vfs files, String name, String path, long owner, long number) {

    /**
     * A file; the number is taken from the name.
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
                files, name, path, owner, digits == 0 ? 0 : Long.parseLong(name.substring(0, digits)));
    }
}
