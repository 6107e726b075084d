package org.allidb.storage.replication.internal;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What became of a command when it was applied. It is the same on all nodes.
 *
 * @param status what became of it
 * @param position the position of the entry that it was in
 * @param payload the outcome of a write, or a text
 */
record Answer(Status status, long position, byte[] payload) {

    private static final byte[] NOTHING = {};

    /** What can become of a command. */
    enum Status {
        /** It was applied. */
        DONE(0),
        /** There is no such tenant. */
        UNKNOWN_TENANT(1),
        /** There is a tenant of that id. */
        TENANT_EXISTS(2),
        /** The settings of a tenant cannot be so; the payload says why. */
        SETTINGS_REFUSED(3);

        private final byte code;

        Status(int code) {
            this.code = (byte) code;
        }

        static Status of(byte code) throws IOException {
            for (Status each : values()) {
                if (each.code == code) {
                    return each;
                }
            }
            throw new IOException("the number " + code + " is of another version");
        }
    }

    static Answer of(Status status, long position) {
        return new Answer(status, position, NOTHING);
    }

    void writeTo(DataOutput out) throws IOException {
        out.writeByte(status.code);
        out.writeInt(payload.length);
        out.write(payload);
    }

    static Answer readFrom(DataInput in, long position) throws IOException {
        Status status = Status.of(in.readByte());
        byte[] payload = new byte[in.readInt()];
        in.readFully(payload);
        return new Answer(status, position, payload);
    }
}
