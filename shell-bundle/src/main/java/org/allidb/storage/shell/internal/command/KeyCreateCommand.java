package org.allidb.storage.shell.internal.command;

import java.util.List;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.access.AccessKeys;
import org.allidb.storage.api.access.AccessRole;
import org.allidb.storage.api.access.NewAccessKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "key-create", description = "Make a key of the network door; it is shown once.")
final class KeyCreateCommand extends ShellCommand {

    @Parameters(
            arity = "1..2",
            paramLabel = "TENANT ROLE",
            description = {"The one tenant that it reaches, and its role:", "reader, writer, operator or admin."})
    private List<String> words = List.of();

    @Option(
            names = "--platform",
            description = {"For all tenants; then ROLE alone, operator or admin."})
    private boolean ofPlatform;

    @Option(names = "--label", paramLabel = "TEXT", description = "A note, to know it by.")
    private String label = "";

    KeyCreateCommand(StoragePlatform platform) {
        super(platform);
    }

    @Override
    public void run() {
        if (words.size() != (ofPlatform ? 1 : 2)) {
            throw new InvalidArgumentException("name a tenant and a role, or --platform and a role");
        }
        AccessRole role = AccessRole.of(words.getLast());
        AccessKeys keys = AccessKeys.of(platform());
        NewAccessKey made = ofPlatform
                ? keys.createForPlatform(role, label)
                : keys.create(info(words.getFirst()).id(), role, label);
        print(made.text());
    }
}
