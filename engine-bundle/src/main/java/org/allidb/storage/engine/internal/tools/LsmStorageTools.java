package org.allidb.storage.engine.internal.tools;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.allidb.storage.api.AuditReport;
import org.allidb.storage.api.CheckReport;
import org.allidb.storage.api.ComponentMissingException;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.RepairReport;
import org.allidb.storage.api.StorageTools;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.ToolProgress;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.engine.internal.StorageErrors;
import org.allidb.storage.engine.internal.audit.AuditVerification;
import org.allidb.storage.engine.internal.crypt.Encryption;
import org.allidb.storage.engine.internal.crypt.MasterKeys;
import org.allidb.storage.engine.internal.providers.ComponentKind;
import org.allidb.storage.engine.internal.providers.ProviderRegistry;
import org.allidb.storage.engine.internal.providers.ReportedCodecs;
import org.allidb.storage.engine.internal.providers.ReportedFilters;
import org.allidb.storage.engine.internal.value.CheckReportValue;
import org.allidb.storage.spi.codec.Codecs;
import org.allidb.storage.spi.event.EventSink;
import org.allidb.storage.spi.filter.Filters;
import org.allidb.storage.spi.inspect.FileInspector;
import org.allidb.storage.spi.inspect.InspectedFile;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.allidb.storage.spi.sstable.TableFormat;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.spi.vfs.VfsProvider;

/** The tools. Each call opens what it needs and closes it again. */
public final class LsmStorageTools implements StorageTools {

    private static final Logger LOG = System.getLogger(LsmStorageTools.class.getName());
    private static final int HEAD_BYTES = 64;
    private static final Pattern TENANT = Pattern.compile(".*\\.([1-9][0-9]{0,17})");

    private final StorageConfiguration configuration;
    private final ProviderRegistry providers;
    private final Inspectors inspectors;
    private final Codecs codecs;
    private final Filters filters;

    /**
     * Creates the tools.
     *
     * @param configuration names the components to use
     * @param providers the components
     * @param inspectors what can look at files
     */
    public LsmStorageTools(
            StorageConfiguration configuration, ProviderRegistry providers, Iterable<FileInspector> inspectors) {
        this.configuration = configuration;
        this.providers = providers;
        this.inspectors = new Inspectors(inspectors);
        EventSink log = (type, tenant, message, figures) -> LOG.log(Level.WARNING, message);
        this.codecs = new ReportedCodecs(providers, log);
        this.filters = new ReportedFilters(providers, log);
    }

    @Override
    public CheckReport check(Path directory, ToolProgress progress) {
        long start = runtime().clock().nanoTime();
        Findings findings = new Findings(progress);
        try (Encryption encryption = encryption();
                SurveyedDirectory surveyed =
                        SurveyedDirectory.open(vfs(), directory, inspectors, encryption, findings);
                TableFormat format = tableFormat()) {
            new DirectoryCheck(surveyed, inspectors, providers, format, findings).run();
            return new CheckReportValue(
                    directory,
                    findings.list(),
                    surveyed.tenants().size(),
                    findings.files(),
                    findings.bytes(),
                    runtime().clock().nanoTime() - start);
        } catch (IOException e) {
            throw StorageErrors.of("checking the data directory " + directory, e);
        }
    }

    @Override
    public RepairReport repair(Path directory, Path into, ToolProgress progress) {
        Path from = directory.toAbsolutePath().normalize();
        Path to = into.toAbsolutePath().normalize();
        if (to.startsWith(from) || from.startsWith(to)) {
            throw new InvalidArgumentException("the directories " + directory + " and " + into
                    + " lie in each other; name a new directory elsewhere");
        }
        long start = runtime().clock().nanoTime();
        Findings findings = new Findings(progress);
        try (Encryption encryption = encryption();
                SurveyedDirectory surveyed =
                        SurveyedDirectory.open(vfs(), directory, inspectors, encryption, findings);
                TableFormat format = tableFormat()) {
            requireEmpty(into);
            DirectoryRepair repair =
                    new DirectoryRepair(surveyed, configuration, providers, inspectors, format, findings);
            return repair.run(vfs(), into)
                    .report(
                            directory,
                            into,
                            findings,
                            check(into, ToolProgress.NONE),
                            () -> runtime().clock().nanoTime() - start);
        } catch (IOException e) {
            throw StorageErrors.of("repairing the data directory " + directory + " into " + into, e);
        }
    }

    @Override
    public void dump(Path file, boolean entries, Consumer<String> lines) {
        Path absolute = file.toAbsolutePath().normalize();
        Path parent = absolute.getParent();
        Path last = absolute.getFileName();
        if (parent == null || last == null) {
            throw new InvalidArgumentException(file + " is no file of a data directory; name one");
        }
        String name = last.toString();
        try {
            Vfs files = vfs().openExisting(parent);
            if (!FoundTenant.isOurs(name) || files.kind(name) != Vfs.FileKind.FILE) {
                throw new NoSuchFileException(file.toString());
            }
            InspectedFile inspected = InspectedFile.of(files, name, file.toString(), owner(parent));
            try (Encryption encryption = encryption()) {
                if (new EncryptedDump(encryption, inspectors, providers).dump(inspected, parent, entries, lines)) {
                    return;
                }
            }
            FileInspector inspector = inspectorOf(inspected)
                    .orElseThrow(() -> new InvalidArgumentException(file + " is no file that the storage writes; name"
                            + " FORMAT, CATALOG, MANIFEST, a segment of a log or a table"));
            inspector.dump(inspected, providers, entries, lines);
        } catch (NoSuchFileException e) {
            throw new InvalidArgumentException("there is no file " + file + "; name a file of a data directory");
        } catch (ComponentMissingException e) {
            lines.accept("it cannot be decoded: " + e.getMessage());
        } catch (IOException e) {
            throw StorageErrors.of("reading " + file, e);
        }
    }

    @Override
    public AuditReport audit(Path directory, Optional<String> known) {
        try {
            Vfs files = vfs().openExisting(directory);
            if (!AuditVerification.isThere(files)) {
                throw new InvalidArgumentException("the directory " + directory
                        + " has no audit trail; name a data directory that was opened with audit.enabled = true");
            }
            return AuditVerification.of(files, known);
        } catch (NoSuchFileException e) {
            throw new InvalidArgumentException("there is no directory " + directory + "; name a data directory");
        } catch (IOException e) {
            throw StorageErrors.of("verifying the audit trail of " + directory, e);
        }
    }

    @Override
    public void dropTenant(Path directory, TenantId tenant) {
        try {
            new DirectoryDrop(configuration, providers).run(vfs(), directory, tenant);
        } catch (IOException e) {
            throw StorageErrors.of(tenant, "dropping it from the data directory " + directory, e);
        }
    }

    private Optional<FileInspector> inspectorOf(InspectedFile file) throws IOException {
        byte[] head = new byte[HEAD_BYTES];
        try (VfsFile open = file.files().openReadOnly(file.name())) {
            int length = open.read(0, head, 0, head.length);
            return inspectors.of(file.name(), java.util.Arrays.copyOf(head, Math.max(0, length)));
        }
    }

    /** Returns the generation of the tenant whose directory it is, 0 if it is none. */
    private static long owner(Path directory) {
        Path name = directory.getFileName();
        Matcher matcher = TENANT.matcher(name == null ? "" : name.toString());
        return matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
    }

    private void requireEmpty(Path into) throws IOException {
        try {
            Vfs files = vfs().openExisting(into);
            if (!files.list("").isEmpty()) {
                throw new InvalidArgumentException("the directory " + into + " is not empty: it holds '"
                        + files.list("").getFirst() + "'; name a new directory. Nothing was changed");
            }
        } catch (NoSuchFileException e) {
            // it is made when there is something to write into it
        }
    }

    private VfsProvider vfs() {
        return providers.named(ComponentKind.VFS, configuration);
    }

    private StorageRuntime runtime() {
        return providers.named(ComponentKind.RUNTIME, configuration);
    }

    private Encryption encryption() {
        return new Encryption(
                new MasterKeys(providers, () -> configuration, runtime()),
                runtime().clock(),
                (type, tenant, message, figures) -> LOG.log(Level.DEBUG, message));
    }

    private TableFormat tableFormat() {
        return providers
                .named(ComponentKind.SSTABLE, configuration)
                .open(configuration.sstable(), codecs, filters, runtime());
    }
}
