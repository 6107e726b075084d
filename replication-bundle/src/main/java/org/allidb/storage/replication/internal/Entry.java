package org.allidb.storage.replication.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * An entry of a shard's log: the commands that waited together, and their time, which the leader stamps. One without commands serves readers.
 *
 * <pre>
 *   entry  = 01 wallMicros:8 count:4 { command }
 *   answer = 01 position:8 count:4 { answer }
 * </pre>
 *
 * @param wallMicros the leader's wall time in microseconds when it took the entry
 * @param commands the commands, in the order in which they are applied
 */
record Entry(long wallMicros, List<Command> commands) {

    private static final int VERSION = 1;
    private static final int TIME_AT = 1;

    /** Encodes commands; the time is not known yet. */
    static byte[] encode(List<Command> commands) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeLong(0);
            out.writeInt(commands.size());
            for (Command command : commands) {
                command.writeTo(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Returns an encoded entry with its time. */
    static byte[] stamped(byte[] entry, long wallMicros) {
        byte[] stamped = entry.clone();
        ByteBuffer.wrap(stamped).putLong(TIME_AT, wallMicros);
        return stamped;
    }

    static Entry decode(byte[] entry) {
        try (DataInputStream in = opened(entry)) {
            long wallMicros = in.readLong();
            int count = in.readInt();
            List<Command> commands = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                commands.add(Command.readFrom(in));
            }
            return new Entry(wallMicros, commands);
        } catch (IOException e) {
            throw new UncheckedIOException("an entry of the cluster's log cannot be read: " + e.getMessage(), e);
        }
    }

    static byte[] encodeAnswers(long position, List<Answer> answers) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeLong(position);
            out.writeInt(answers.size());
            for (Answer answer : answers) {
                answer.writeTo(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static List<Answer> decodeAnswers(byte[] answers) {
        try (DataInputStream in = opened(answers)) {
            long position = in.readLong();
            int count = in.readInt();
            List<Answer> decoded = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                decoded.add(Answer.readFrom(in, position));
            }
            return decoded;
        } catch (IOException e) {
            throw new UncheckedIOException("an answer of the cluster cannot be read: " + e.getMessage(), e);
        }
    }

    /** Returns the position in encoded answers. */
    static long positionOf(byte[] answers) {
        return ByteBuffer.wrap(answers).getLong(TIME_AT);
    }

    private static DataInputStream opened(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        int version = in.readUnsignedByte();
        if (version != VERSION) {
            throw new IOException("it is of version " + version + ", and this node knows " + VERSION
                    + "; all nodes must run versions that know each other");
        }
        return in;
    }
}
