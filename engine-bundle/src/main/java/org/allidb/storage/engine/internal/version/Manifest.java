package org.allidb.storage.engine.internal.version;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.allidb.storage.engine.internal.crypt.RecordSeal;
import org.allidb.storage.kernel.editlog.EditLog;
import org.allidb.storage.spi.tenant.TenantAccess;

/**
 * The file of a tenant's version edits; each is encrypted if the tenant is. A manifest of an encrypted tenant has a format version of its
 * own, so that software which knows nothing of encryption opens the other tenants. Used under the monitor of its {@link VersionSet}.
 */
final class Manifest {

    static final String FILE = "MANIFEST";
    static final String MAGIC = "ALLIDBMF";
    /** The version of the manifests of tenants that are not encrypted. */
    static final int VERSION = 1;
    /** The version of the manifests of encrypted tenants. */
    static final int SEALED_VERSION = 2;

    private final EditLog log;
    private final RecordSeal seal;
    private int earliestKey = Integer.MAX_VALUE;

    Manifest(TenantAccess access) {
        this.seal = RecordSeal.of(access);
        this.log = new EditLog(
                access.admittedFiles(),
                FILE,
                MAGIC,
                seal.isNone() ? VERSION : SEALED_VERSION,
                access.descriptor().generation(),
                "the manifest of tenant '" + access.descriptor().id() + "'");
    }

    /** Reads the edits, the whole state first; none if there is no file yet. */
    List<VersionEdit> read() throws IOException {
        List<VersionEdit> edits = new ArrayList<>();
        earliestKey = Integer.MAX_VALUE;
        for (byte[] sealed : log.read()) {
            earliestKey = Math.min(earliestKey, seal.keyOfEdit(sealed));
            edits.add(VersionEditCodec.decode(seal.openEdit(sealed)));
        }
        return edits;
    }

    /** Makes durable what was read; see {@link EditLog#settle}. */
    void settle(VersionEdit wholeState) throws IOException {
        log.settle(() -> whole(wholeState));
    }

    /** Appends an edit, durably; returns whether the file was replaced by one with the whole state alone. */
    boolean append(VersionEdit edit, Supplier<VersionEdit> wholeState) throws IOException {
        byte[] sealed = encode(edit);
        earliestKey = Math.min(earliestKey, seal.keyOfEdit(sealed));
        return log.append(sealed, () -> whole(wholeState.get()));
    }

    /** Replaces the file by one with the whole state alone, encrypted with the key that is current now. */
    void rewrite(VersionEdit wholeState) throws IOException {
        int before = earliestKey;
        byte[] sealed = whole(wholeState);
        int now = earliestKey;
        // until it is there, the one before it counts
        earliestKey = before;
        log.rewrite(sealed);
        earliestKey = now;
    }

    /** Returns the number of the earliest key that an edit may need; the greatest number if none does. */
    int earliestKey() {
        return earliestKey;
    }

    /** Encodes an edit that will be the only one. */
    private byte[] whole(VersionEdit state) {
        byte[] sealed = encode(state);
        earliestKey = seal.keyOfEdit(sealed);
        return sealed;
    }

    private byte[] encode(VersionEdit edit) {
        return seal.sealEdit(VersionEditCodec.encode(edit));
    }
}
