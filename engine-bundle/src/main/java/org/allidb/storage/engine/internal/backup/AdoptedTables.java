package org.allidb.storage.engine.internal.backup;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.allidb.storage.engine.internal.providers.PartsInUse;
import org.allidb.storage.engine.internal.version.TableFiles;
import org.allidb.storage.engine.internal.version.TableHandle;
import org.allidb.storage.engine.internal.version.VersionSet;
import org.allidb.storage.kernel.editlog.DurableNames;
import org.allidb.storage.spi.vfs.Vfs;

/**
 * Gives a new tenant the tables that another one of the platform has. The two share their files where the file system has hard links.
 * The files keep the generation of the tenant that wrote them; the new tenant's manifest says which.
 */
public final class AdoptedTables implements BackedUpPlatform.TableImport {

    private final PartsInUse parts;
    private final TenantCheckpoint source;

    /**
     * Creates the import of what a tenant has.
     *
     * @param source the tenant at one moment, not closed before the import ends
     */
    public AdoptedTables(PartsInUse parts, TenantCheckpoint source) {
        this.parts = parts;
        this.source = source;
    }

    @Override
    public void into(VersionSet versions, BooleanSupplier cancelled) throws IOException {
        TableTransfer transfer = new TableTransfer(parts, "the copy", () -> {
            if (cancelled.getAsBoolean()) {
                throw new IOException("the platform is being closed");
            }
        });
        Vfs target = versions.tableFiles().files(TableFiles.Space.HEADROOM);
        DurableNames.change(target, "", () -> {
            for (TableHandle table : source.tables().version().tables()) {
                transfer.bring(source.files(), table.file(), target, table.file());
            }
        });
        versions.adopt(source.tables());
    }
}
