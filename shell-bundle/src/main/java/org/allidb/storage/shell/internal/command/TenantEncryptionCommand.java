package org.allidb.storage.shell.internal.command;

import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantEncryption;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.text.Human;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "tenant-encryption",
        description = "Show how a tenant is encrypted, or give it a new key.",
        footer = {"", "After --rotate, merges write old tables anew; 'compact TENANT' does so at once."})
final class TenantEncryptionCommand extends ShellCommand {

    @Parameters(paramLabel = "TENANT", description = "The tenant.")
    private String tenant = "";

    @Option(names = "--rotate", description = "Make a new key, wrapped by the master key that is configured now.")
    private boolean rotate;

    TenantEncryptionCommand(StoragePlatform platform) {
        super(platform);
    }

    @Override
    public void run() {
        TenantId id = TenantId.of(tenant);
        TenantEncryption state = rotate ? platform().rotateKey(id) : platform().encryption(id);
        if (!state.encrypted()) {
            print(tenant + " is not encrypted");
            return;
        }
        print("key " + state.keyNumber() + (rotate ? ", new" : "") + ", wrapped by the master key '" + state.masterKey()
                + "' of keys '" + state.provider() + "'");
        print(Human.bytes(state.currentBytes()) + " of " + Human.bytes(state.tableBytes())
                + " of tables are encrypted with it"
                + (state.keys() > 1 ? "; " + Human.count(state.keys() - 1, "earlier key") + " still needed" : ""));
    }
}
