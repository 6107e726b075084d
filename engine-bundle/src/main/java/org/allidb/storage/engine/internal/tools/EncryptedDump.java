package org.allidb.storage.engine.internal.tools;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.engine.internal.crypt.EncryptedVfs;
import org.allidb.storage.engine.internal.crypt.Encryption;
import org.allidb.storage.engine.internal.crypt.KeyFile;
import org.allidb.storage.engine.internal.crypt.RecordSeal;
import org.allidb.storage.engine.internal.crypt.TenantKeys;
import org.allidb.storage.engine.internal.version.ManifestInspector;
import org.allidb.storage.engine.internal.version.TableFiles;
import org.allidb.storage.spi.codec.Codecs;
import org.allidb.storage.spi.inspect.InspectedFile;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.vfs.Vfs;
import org.jspecify.annotations.Nullable;

/** Prints files of encrypted tenants, in a data directory or in one of backups: with the key what they hold, without it their form. */
final class EncryptedDump {

    /** A tenant's directory, that of its tables in backups too. */
    private static final Pattern DIRECTORY =
            Pattern.compile("([a-z0-9][a-z0-9_-]{0,62})\\.([1-9][0-9]{0,17})(?:\\.[0-9]{1,18})?");

    private final Encryption encryption;
    private final Inspectors inspectors;
    private final Codecs codecs;

    EncryptedDump(Encryption encryption, Inspectors inspectors, Codecs codecs) {
        this.encryption = encryption;
        this.inspectors = inspectors;
        this.codecs = codecs;
    }

    /** Prints a file if it is one of an encrypted tenant; returns whether it is. */
    boolean dump(InspectedFile file, Path parent, boolean entries, Consumer<String> lines) throws IOException {
        Vfs files = file.files();
        if (KeyFile.number(file.name()).isPresent()) {
            dumpKey(TenantKeys.read(files, file.name()), file, lines);
            return true;
        }
        if (TableFiles.number(file.name()).isPresent()) {
            Optional<Integer> number = EncryptedVfs.keyOf(files, file.name());
            if (number.isEmpty()) {
                return false;
            }
            lines.accept("encrypted with key " + number.get() + ", stored in " + files.size(file.name()) + " bytes");
            dumpTable(file, keys(files, parent, lines), entries, lines);
            return true;
        }
        if (file.name().equals(ManifestInspector.FILE)
                && !TenantKeys.read(files).isEmpty()) {
            TenantKeys keys = keys(files, parent, lines);
            inspectors.manifests().dump(file, Optional.ofNullable(keys).map(RecordSeal::of), lines);
            return true;
        }
        return false;
    }

    private void dumpTable(InspectedFile file, @Nullable TenantKeys keys, boolean entries, Consumer<String> lines)
            throws IOException {
        if (keys == null) {
            String wrong = EncryptedVfs.wrongForm(file.files(), file.name());
            lines.accept(wrong.isEmpty() ? "header and length ok" : "DAMAGED: " + wrong);
            return;
        }
        Vfs decrypted = EncryptedVfs.salvaging(file.files(), keys);
        inspectors
                .tables()
                .dump(
                        InspectedFile.of(decrypted, file.name(), file.path(), generation(keys, file)),
                        codecs,
                        entries,
                        lines);
    }

    private static long generation(TenantKeys keys, InspectedFile file) {
        return file.owner() == 0 ? keys.generation() : file.owner();
    }

    private static void dumpKey(KeyFile key, InspectedFile file, Consumer<String> lines) throws IOException {
        lines.accept("wrapped key " + file.path() + ", " + file.files().size(file.name()) + " bytes, checksum ok");
        lines.accept("number  " + key.number() + ", created " + Instant.ofEpochMilli(key.createdMillis()));
        lines.accept("wrapped by the master key '" + key.masterKey() + "' of keys '" + key.provider() + "'");
    }

    private @Nullable TenantKeys keys(Vfs files, Path parent, Consumer<String> lines) throws IOException {
        Matcher directory = DIRECTORY.matcher(String.valueOf(parent.getFileName()));
        if (!directory.matches()) {
            lines.accept("its key is not there: this is no directory of a tenant");
            return null;
        }
        TenantDescriptor tenant = TenantDescriptor.of(
                TenantId.stored(directory.group(1)),
                Long.parseLong(directory.group(2)),
                TenantSettings.DEFAULTS.withEncrypted(true),
                0);
        try {
            return encryption.keys(tenant, files);
        } catch (StorageException e) {
            lines.accept("its key is not there: " + e.getMessage());
            return null;
        }
    }
}
