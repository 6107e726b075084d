package org.allidb.storage.shell.internal.command;

import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.access.AccessKeys;
import org.allidb.storage.api.access.AccessRole;
import org.allidb.storage.api.access.NewAccessKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "key-create", description = "Make a key of the network door; it is shown once.")
final class KeyCreateCommand extends ShellCommand {

    @Parameters(index = "0", paramLabel = "TENANT", description = "The one tenant that it reaches.")
    private String tenant = "";

    @Parameters(index = "1", paramLabel = "ROLE", description = "reader, writer, operator or admin.")
    private String role = "";

    @Option(names = "--label", paramLabel = "TEXT", description = "A note, to know it by.")
    private String label = "";

    KeyCreateCommand(StoragePlatform platform) {
        super(platform);
    }

    @Override
    public void run() {
        AccessRole wanted = AccessRole.of(role);
        NewAccessKey made = AccessKeys.of(platform()).create(info(tenant).id(), wanted, label);
        print(made.text());
    }
}
