package org.allidb.storage.shell.internal.command;

import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.access.AccessKeys;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "key-revoke", description = "Revoke a key of the network door.")
final class KeyRevokeCommand extends ShellCommand {

    @Parameters(paramLabel = "KEY", description = "The id of the key, as 'keys' lists it.")
    private String id = "";

    KeyRevokeCommand(StoragePlatform platform) {
        super(platform);
    }

    @Override
    public void run() {
        print("revoked " + AccessKeys.of(platform()).revoke(id));
    }
}
