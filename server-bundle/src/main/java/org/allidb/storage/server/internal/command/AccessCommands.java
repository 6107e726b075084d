package org.allidb.storage.server.internal.command;

import java.util.List;
import java.util.Locale;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.access.AccessKey;
import org.allidb.storage.api.access.AccessKeys;
import org.allidb.storage.api.access.AccessRole;
import org.allidb.storage.api.access.NewAccessKey;
import org.allidb.storage.server.internal.command.CommandSpec.Shape;

/** The keys of the tenant, for its administrators. */
final class AccessCommands {

    private AccessCommands() {}

    static void addTo(CommandTable.Builder table) {
        table.add("allidb.key CREATE role [label] | REVOKE id", Shape.keyless(-2), Effect.KEYS, AccessCommands::run);
        table.add("allidb.keys", Shape.keyless(1), Effect.KEYS, AccessCommands::list);
    }

    private static void run(Call call) throws CommandException {
        AccessKeys keys = AccessKeys.of(call.client().platform());
        String action = call.option(1);
        if (action.equals("create") && (call.size() == 3 || call.size() == 4)) {
            AccessRole role = AccessRole.of(call.text(2).toUpperCase(Locale.ROOT));
            NewAccessKey made = keys.create(call.client().tenant(), role, call.size() > 3 ? call.name(3) : "");
            call.out().bulk(made.text());
        } else if (action.equals("revoke") && call.size() == 3) {
            TenantId own = call.client().tenant();
            String id = call.text(2);
            // that a key of another tenant exists is not told
            boolean ours = keys.find(id).filter(key -> key.tenant().equals(own)).isPresent();
            if (ours) {
                keys.revoke(id);
            }
            call.out().integer(ours ? 1 : 0);
        } else {
            throw new CommandException("ERR use ALLIDB.KEY CREATE role [label], or ALLIDB.KEY REVOKE id");
        }
    }

    private static void list(Call call) throws CommandException {
        TenantId own = call.client().tenant();
        List<AccessKey> keys = AccessKeys.of(call.client().platform()).list().stream()
                .filter(key -> key.tenant().equals(own))
                .toList();
        call.out().array(keys.size());
        for (AccessKey key : keys) {
            call.out().array(4);
            call.out().bulk(key.id());
            call.out().bulk(key.role().toString());
            call.out().bulk(key.label());
            call.out().bulk(key.created().toString());
        }
    }
}
