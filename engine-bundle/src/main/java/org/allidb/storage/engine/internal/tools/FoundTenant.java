package org.allidb.storage.engine.internal.tools;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.spi.inspect.InspectedFile;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.vfs.Vfs;

/**
 * A tenant of the directory that is looked at.
 *
 * @param descriptor what the catalogue says of it, or defaults if the catalogue does not know it
 * @param files its directory
 * @param path the directory's name relative to the data directory
 * @param present whether the directory is there
 */
record FoundTenant(TenantDescriptor descriptor, Vfs files, String path, boolean present) {

    private static final Pattern OURS = Pattern.compile("[A-Za-z0-9._-]{1,255}");

    TenantId id() {
        return descriptor.id();
    }

    long generation() {
        return descriptor.generation();
    }

    InspectedFile file(String name) {
        return InspectedFile.of(files, name, path + "/" + name, generation());
    }

    /** Names of the entries of one kind; those that no file of the storage can have are left out. */
    List<String> names(Vfs.FileKind kind) throws IOException {
        return names(files, kind);
    }

    static List<String> names(Vfs directory, Vfs.FileKind kind) throws IOException {
        List<String> names = new ArrayList<>();
        for (String name : directory.list("")) {
            if (isOurs(name) && directory.kind(name) == kind) {
                names.add(name);
            }
        }
        return names;
    }

    /** Returns whether a file of the storage can have a name; the others cannot even be asked about. */
    static boolean isOurs(String name) {
        return OURS.matcher(name).matches() && !name.equals(".") && !name.equals("..");
    }
}
