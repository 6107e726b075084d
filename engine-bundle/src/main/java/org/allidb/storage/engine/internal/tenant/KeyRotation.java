package org.allidb.storage.engine.internal.tenant;

import java.io.IOException;
import org.allidb.storage.api.TenantEncryption;
import org.allidb.storage.engine.internal.crypt.Encryption;
import org.allidb.storage.engine.internal.crypt.TenantKeys;

/** Gives an encrypted tenant new keys while it is in use. Thread-safe. */
public final class KeyRotation {

    private final TenantState tenant;
    private final CommitPipeline pipeline;
    private final FullFlush fullFlush;
    private final Encryption encryption;

    KeyRotation(TenantState tenant, CommitPipeline pipeline, FullFlush fullFlush, Encryption encryption) {
        this.tenant = tenant;
        this.pipeline = pipeline;
        this.fullFlush = fullFlush;
        this.encryption = encryption;
    }

    /**
     * Makes a new key the one that everything new is encrypted with, and has the rows in memory in tables, so that the log needs no
     * earlier key.
     *
     * @throws org.allidb.storage.api.TenantKeyException if it cannot be wrapped; nothing has changed then
     */
    public TenantEncryption rotate() {
        KeysInUse inUse = tenant.keysInUse();
        TenantKeys keys = inUse.require();
        tenant.life().checkUsable();
        inUse.oneAtATime().lock();
        try {
            // no key is deleted while it is not known which records of the log may need it
            inUse.loggedEarlier(Long.MAX_VALUE);
            try {
                encryption.rotate(keys);
            } finally {
                // records behind this one are encrypted with the new key; a suspended tenant has some before it, too
                inUse.loggedEarlier(pipeline.newestSequence());
            }
            tenant.versions().rewriteManifest();
        } catch (IOException e) {
            throw tenant.life().error("a new key", e);
        } finally {
            inUse.oneAtATime().unlock();
        }
        try {
            fullFlush.run();
        } catch (IOException e) {
            throw tenant.life().error("a flush after a new key", e);
        }
        return state();
    }

    /** Returns how the tenant is encrypted now. */
    public TenantEncryption state() {
        return tenant.keysInUse().state();
    }
}
