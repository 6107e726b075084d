package org.allidb.storage.tools;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.allidb.storage.api.BackupDirectory;
import org.allidb.storage.api.BackupInfo;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.text.Human;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "restore",
        description = "Restore the tenants of a backup into a data directory that is not open.",
        mixinStandardHelpOptions = true)
final class RestoreCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "BACKUPS", description = "The directory of the backups.")
    private Path source;

    @Parameters(index = "1", paramLabel = "DIR", description = "The data directory; created if missing.")
    private Path directory;

    @Option(names = "--tenant", paramLabel = "TENANT", description = "Only this tenant.")
    private Optional<String> tenant = Optional.empty();

    @Option(names = "--as", paramLabel = "TENANT", description = "The id of the new tenant; needs --tenant.")
    private Optional<String> as = Optional.empty();

    @Option(names = "--backup", paramLabel = "NUMBER", description = "The backup; the newest one if left out.")
    private Optional<Long> number = Optional.empty();

    @Mixin
    private KeyOptions keys = new KeyOptions();

    @Override
    public Integer call() {
        if (as.isPresent() && tenant.isEmpty()) {
            throw new InvalidArgumentException(
                    "--as names the new tenant of one that is restored: say which with --tenant");
        }
        PrintWriter out = spec.commandLine().getOut();
        Directories.requireBackups(source);
        try (StoragePlatform platform = keys.open(directory);
                BackupDirectory backups = platform.backups(source)) {
            BackupInfo backup = chosen(backups);
            for (BackupInfo.Tenant held : backup.tenants()) {
                if (tenant.isEmpty() || tenant.get().equals(held.id().value())) {
                    TenantId target = as.map(TenantId::of).orElse(held.id());
                    backups.restore(backup.number(), held.id(), target);
                    out.println("restored " + target + " from backup " + backup.number() + ": "
                            + Human.bytes(held.bytes()));
                }
            }
        }
        out.flush();
        return 0;
    }

    private BackupInfo chosen(BackupDirectory backups) {
        return backups.list().reversed().stream()
                .filter(backup -> number.isEmpty() || number.get() == backup.number())
                .filter(backup -> tenant.isEmpty()
                        || backup.tenants().stream()
                                .anyMatch(held -> held.id().value().equals(tenant.get())))
                .findFirst()
                .orElseThrow(() -> new InvalidArgumentException("there is no such backup in " + source + "; there are "
                        + backups.list().stream().map(BackupInfo::number).toList()));
    }
}
