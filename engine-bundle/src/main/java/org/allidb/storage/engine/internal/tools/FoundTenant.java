package org.allidb.storage.engine.internal.tools;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.allidb.storage.api.CorruptionException;
import org.allidb.storage.api.Finding.Severity;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.engine.internal.crypt.EncryptedVfs;
import org.allidb.storage.engine.internal.crypt.RecordSeal;
import org.allidb.storage.engine.internal.crypt.TenantKeys;
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
 * @param seal decrypts what the tenant has in its manifest and in the log; empty if its key is not there
 */
record FoundTenant(TenantDescriptor descriptor, Vfs files, String path, boolean present, Optional<RecordSeal> seal) {

    private static final Pattern OURS = Pattern.compile("[A-Za-z0-9._-]{1,255}");

    /** Finds a tenant; one that is encrypted is decrypted if its key can be had. */
    static FoundTenant unlock(
            TenantDescriptor descriptor, Vfs files, String path, boolean present, SurveyedDirectory directory)
            throws IOException {
        if (!descriptor.settings().encrypted() || !present) {
            return new FoundTenant(descriptor, files, path, present, Optional.of(RecordSeal.none()));
        }
        try {
            TenantKeys keys = directory.encryption().keys(descriptor, files);
            Vfs decrypted = EncryptedVfs.salvaging(files, keys);
            return new FoundTenant(descriptor, decrypted, path, true, Optional.of(RecordSeal.of(keys)));
        } catch (StorageException e) {
            directory
                    .findings()
                    .add(
                            e instanceof CorruptionException ? Severity.DAMAGE : Severity.UNCHECKED,
                            descriptor.generation(),
                            path,
                            "the tenant is encrypted, and its key cannot be had: " + e.getMessage(),
                            "the checksums of its manifest and of its records in the log were checked, and the form of"
                                    + " its tables; what they hold was not. Give the file with the master key with"
                                    + " --key-path");
            return new FoundTenant(descriptor, files, path, true, Optional.empty());
        }
    }

    /** Returns whether it is encrypted and its key is not there: little can be known of it. */
    boolean isLocked() {
        return seal.isEmpty();
    }

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
