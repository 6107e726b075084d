package org.allidb.storage.replication.internal;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.allidb.storage.api.TenantId;

/**
 * What one caller wants of a shard.
 *
 * @param kind what it is
 * @param tenant the tenant
 * @param founded of a write the position at which the tenant was created that its caller knows; 0 of others
 * @param payload the write, or the settings
 */
record Command(Kind kind, TenantId tenant, long founded, byte[] payload) {

    private static final byte[] NOTHING = {};
    /** Kind, tenant and position are not longer. */
    private static final int HEADER = 64;

    /** The kinds. */
    enum Kind {
        /** Writes rows. */
        WRITE(0),
        /** Creates a tenant. */
        CREATE(1),
        /** Changes a tenant's settings. */
        UPDATE(2),
        /** Drops a tenant. */
        DROP(3);

        private final byte code;

        Kind(int code) {
            this.code = (byte) code;
        }

        static Kind of(byte code) throws IOException {
            for (Kind each : values()) {
                if (each.code == code) {
                    return each;
                }
            }
            throw new IOException("the number " + code + " is of another version");
        }
    }

    static Command drop(TenantId tenant) {
        return new Command(Kind.DROP, tenant, 0, NOTHING);
    }

    /** Returns about how many bytes it takes. */
    long bytes() {
        return HEADER + (long) tenant.value().length() + payload.length;
    }

    void writeTo(DataOutput out) throws IOException {
        out.writeByte(kind.code);
        out.writeUTF(tenant.value());
        out.writeLong(founded);
        out.writeInt(payload.length);
        out.write(payload);
    }

    static Command readFrom(DataInput in) throws IOException {
        Kind kind = Kind.of(in.readByte());
        TenantId tenant = TenantId.stored(in.readUTF());
        long founded = in.readLong();
        byte[] payload = new byte[in.readInt()];
        in.readFully(payload);
        return new Command(kind, tenant, founded, payload);
    }
}
