package org.allidb.storage.engine.internal.tools;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.allidb.storage.api.Finding.Severity;
import org.allidb.storage.api.IncompatibleFormatException;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.engine.internal.StorageDirectory;
import org.allidb.storage.engine.internal.audit.AuditFiles;
import org.allidb.storage.engine.internal.crypt.Encryption;
import org.allidb.storage.engine.internal.crypt.KeyFile;
import org.allidb.storage.engine.internal.log.FoundAnchor;
import org.allidb.storage.engine.internal.log.LogRegister;
import org.allidb.storage.spi.inspect.CatalogueInspector;
import org.allidb.storage.spi.inspect.InspectedFile;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.Vfs.FileKind;
import org.allidb.storage.spi.vfs.VfsLock;
import org.allidb.storage.spi.vfs.VfsProvider;
import org.allidb.storage.spi.wal.LogAnchor;

/** A data directory that is looked at, locked meanwhile if it can be written: what it is, and which tenants it has. */
final class SurveyedDirectory implements AutoCloseable {

    static final String LOG = "wal";
    private static final String CATALOGUE = "CATALOG";
    private static final String TENANTS = "tenants";
    private static final Pattern TENANT = Pattern.compile("([a-z0-9][a-z0-9_-]{0,62})\\.([1-9][0-9]{0,17})");

    private final Vfs files;
    private final VfsLock lock;
    private final Inspectors inspectors;
    private final Encryption encryption;
    private final Findings findings;
    private final Map<Long, FoundTenant> tenants = new TreeMap<>();
    private final Map<Long, byte[]> anchors = new TreeMap<>();

    private SurveyedDirectory(
            Vfs files, VfsLock lock, Inspectors inspectors, Encryption encryption, Findings findings) {
        this.encryption = encryption;
        this.files = files;
        this.lock = lock;
        this.inspectors = inspectors;
        this.findings = findings;
    }

    /** Locks a directory and reads what it says of itself. */
    static SurveyedDirectory open(
            VfsProvider provider, Path path, Inspectors inspectors, Encryption encryption, Findings findings)
            throws IOException {
        Vfs files = existing(provider, path);
        boolean ours = false;
        for (String name : List.of(StorageDirectory.FORMAT, CATALOGUE, TENANTS)) {
            ours |= files.kind(name) != FileKind.MISSING;
        }
        if (!ours) {
            throw new IncompatibleFormatException("the directory " + path + " is no data directory: it has no file "
                    + StorageDirectory.FORMAT + ", no file " + CATALOGUE + " and no directory " + TENANTS
                    + "; name the directory that has them. Nothing was changed");
        }
        VfsLock lock = lock(files);
        SurveyedDirectory directory = new SurveyedDirectory(files, lock, inspectors, encryption, findings);
        try {
            directory.survey();
            return directory;
        } catch (IOException | RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    /** Keeps writers away meanwhile; where nothing can be written there are none. */
    private static VfsLock lock(Vfs files) throws IOException {
        try {
            return files.lock(
                    StorageDirectory.LOCK, "process " + ProcessHandle.current().pid());
        } catch (AccessDeniedException e) {
            return () -> {};
        }
    }

    /** Returns what gives encrypted tenants their keys. */
    Encryption encryption() {
        return encryption;
    }

    Findings findings() {
        return findings;
    }

    Vfs files() {
        return files;
    }

    /** Returns the tenants by generation. */
    Map<Long, FoundTenant> tenants() {
        return tenants;
    }

    /** Returns what is known of a log outside of its directory. */
    LogAnchor anchor(long owner) {
        return new FoundAnchor(Optional.ofNullable(anchors.get(owner)));
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    private static Vfs existing(VfsProvider provider, Path path) throws IOException {
        try {
            return provider.openReadOnly(path);
        } catch (NoSuchFileException e) {
            throw new InvalidArgumentException("there is no directory " + path + "; name a data directory");
        } catch (NotDirectoryException e) {
            throw new InvalidArgumentException(path
                    + " is no directory; name a data directory, or look at a single file" + " with 'allidb dump FILE'");
        }
    }

    private void survey() throws IOException {
        findings.expect(size(files));
        int format = 0;
        if (files.kind(StorageDirectory.FORMAT) == FileKind.FILE) {
            format = new FormatInspector()
                    .check(InspectedFile.of(files, StorageDirectory.FORMAT, StorageDirectory.FORMAT, 0), findings);
        } else {
            findings.add(
                    Severity.DAMAGE,
                    0,
                    StorageDirectory.FORMAT,
                    "the file FORMAT is missing",
                    "no data is lost, but the platform does not open");
        }
        for (String name : files.list("")) {
            if (!FoundTenant.isOurs(name)
                    || !List.of(
                                    StorageDirectory.FORMAT,
                                    StorageDirectory.LOCK,
                                    CATALOGUE,
                                    LogRegister.FILE,
                                    TENANTS,
                                    AuditFiles.DIRECTORY,
                                    LOG)
                            .contains(name)) {
                foreign(0, name, name);
            }
        }
        readRegister(format);
        findTenants(readCatalogue());
    }

    private void readRegister(int format) throws IOException {
        if (files.kind(LogRegister.FILE) == FileKind.FILE) {
            anchors.putAll(inspectors
                    .registers()
                    .read(InspectedFile.of(files, LogRegister.FILE, LogRegister.FILE, 0), findings));
        } else if (format != 1) {
            findings.add(
                    Severity.DAMAGE,
                    0,
                    LogRegister.FILE,
                    "the register of logs is missing",
                    LogRegisterInspector.MEANING);
        }
    }

    private CatalogueInspector.Content readCatalogue() throws IOException {
        FileKind kind = files.kind(CATALOGUE);
        if (kind == FileKind.FILE) {
            return inspectors.catalogues().read(InspectedFile.of(files, CATALOGUE, CATALOGUE, 0), findings);
        }
        boolean fresh = kind == FileKind.MISSING && directories().isEmpty();
        if (!fresh) {
            findings.add(
                    Severity.DAMAGE,
                    0,
                    CATALOGUE,
                    "the catalogue of tenants is missing",
                    "the tenants' settings are lost, and the platform does not open; their files are not concerned");
        }
        return CatalogueInspector.Content.of(List.of(), 1, fresh);
    }

    private void findTenants(CatalogueInspector.Content catalogue) throws IOException {
        Map<Long, TenantDescriptor> known = new HashMap<>();
        catalogue.tenants().forEach(tenant -> known.put(tenant.generation(), tenant));
        for (Map.Entry<Long, String> directory : directories().entrySet()) {
            long generation = directory.getKey();
            String path = TENANTS + "/" + directory.getValue();
            TenantDescriptor descriptor = known.remove(generation);
            boolean empty = files.list(path).isEmpty();
            if (descriptor == null && catalogue.complete() && (empty || generation < catalogue.nextGeneration())) {
                findings.add(
                        Severity.NOTE,
                        0,
                        path,
                        "the catalogue does not name this tenant any more",
                        "it was dropped, and what is left of it is removed at the next open");
                continue;
            }
            if (descriptor == null && catalogue.complete()) {
                findings.add(
                        Severity.DAMAGE,
                        0,
                        path,
                        "these are files of a tenant that the catalogue has never heard of",
                        "the catalogue is older than the tenants: the settings of some are lost, and the platform does"
                                + " not open");
            }
            add(descriptor == null ? assumed(directory.getValue(), path) : descriptor, path, true);
        }
        for (TenantDescriptor missing : known.values()) {
            String path = TENANTS + "/" + missing.directory();
            add(missing, path, false);
            findings.add(
                    Severity.DAMAGE,
                    missing.generation(),
                    path,
                    "the tenant's directory is missing",
                    "all its rows in tables are lost; the other tenants are not concerned");
        }
    }

    private void add(TenantDescriptor descriptor, String path, boolean present) throws IOException {
        findings.tenant(descriptor.generation(), descriptor.id());
        FoundTenant found = FoundTenant.unlock(descriptor, files.in(path), path, present, this);
        FoundTenant other = tenants.values().stream()
                .filter(tenant -> tenant.id().equals(descriptor.id()))
                .findFirst()
                .orElse(null);
        if (other != null) {
            // generations grow: what was there before was dropped
            FoundTenant older = other.generation() < found.generation() ? other : found;
            tenants.remove(older.generation());
            findings.add(
                    Severity.NOTE,
                    older.generation(),
                    older.path(),
                    "there is a newer tenant of the same name",
                    "this one was dropped, and what is left of it is not looked at");
            if (older == found) {
                return;
            }
        }
        tenants.put(descriptor.generation(), found);
    }

    /** Returns what can be known from a directory alone. */
    private TenantDescriptor assumed(String directory, String path) throws IOException {
        Matcher name = TENANT.matcher(directory);
        if (!name.matches()) {
            throw new IllegalStateException(directory + " is no tenant's directory");
        }
        boolean ownLog = files.kind(path + "/" + SurveyedDirectory.LOG) == FileKind.DIRECTORY;
        boolean encrypted =
                files.list(path).stream().anyMatch(file -> KeyFile.number(file).isPresent());
        return TenantDescriptor.of(
                TenantId.stored(name.group(1)),
                Long.parseLong(name.group(2)),
                TenantSettings.DEFAULTS.withDedicatedLog(ownLog).withEncrypted(encrypted),
                0);
    }

    /** Returns the tenants' directories by generation. */
    private Map<Long, String> directories() throws IOException {
        Map<Long, String> directories = new TreeMap<>();
        if (files.kind(TENANTS) != FileKind.DIRECTORY) {
            return directories;
        }
        for (String name : files.list(TENANTS)) {
            Matcher matcher = TENANT.matcher(name);
            if (matcher.matches() && files.kind(TENANTS + "/" + name) == FileKind.DIRECTORY) {
                directories.put(Long.parseLong(matcher.group(2)), name);
            } else {
                foreign(0, TENANTS + "/" + name, name);
            }
        }
        return directories;
    }

    /** Reports something that is not the storage's, or that a crash left. */
    void foreign(long owner, String path, String name) throws IOException {
        boolean ours = FoundTenant.isOurs(name);
        if (ours && name.endsWith(".new") && files.kind(path) == FileKind.FILE) {
            findings.add(
                    Severity.NOTE,
                    owner,
                    path,
                    "this file was being written when the process ended",
                    "it never took effect, and is replaced; nothing is lost");
        } else if (ours && files.kind(path) == FileKind.OTHER) {
            findings.add(
                    Severity.NOTE,
                    owner,
                    path,
                    "this is a symbolic link or a special file, which is never followed",
                    "it is not looked at; remove it, a tenant that has one in its directory does not open");
        } else {
            findings.add(
                    Severity.NOTE,
                    owner,
                    path,
                    "this is no file of the storage",
                    "it is left alone; move it elsewhere");
        }
    }

    private static long size(Vfs directory) throws IOException {
        long size = 0;
        for (String name : FoundTenant.names(directory, FileKind.FILE)) {
            size += directory.size(name);
        }
        for (String name : FoundTenant.names(directory, FileKind.DIRECTORY)) {
            size += size(directory.in(name));
        }
        return size;
    }
}
