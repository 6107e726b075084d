package org.allidb.storage.engine.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.Kind;
import org.allidb.storage.api.Qualifier;
import org.allidb.storage.api.Row;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.StorageIoException;
import org.allidb.storage.api.StoredRow;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.engine.internal.read.RowCondition;
import org.allidb.storage.engine.internal.read.RowCondition.Demand;
import org.allidb.storage.engine.internal.read.RowConditions;
import org.allidb.storage.engine.internal.tenant.WriteRequest;
import org.allidb.storage.engine.internal.value.StoredRowValue;
import org.allidb.storage.spi.entry.EntryBatch;
import org.allidb.storage.spi.replication.ProposedWrite;
import org.jspecify.annotations.Nullable;

/**
 * A write and its outcome as bytes that go through a cluster. A node of another version must understand them: both begin with a version.
 *
 * <pre>
 *   write     = 01 inserts:1 conditions:2 { demand:1 wanted:1 sequence:8 kind:1 length:2 entity length:2 qualifier } batch
 *   outcome   = 01 status:1 lastSequence:8 refused:4 rows:2 { index:2 present:1 [ sequence:8 timestamp:8 expires:8 length:4 value ] }
 * </pre>
 */
final class EncodedWrite implements ProposedWrite {

    private static final int VERSION = 1;
    private static final int DECIDED = 0;
    private static final int SKIPPED = 1;
    private static final int NONE_REFUSED = -1;
    private static final long NOT_WRITTEN = -1;

    private final TenantId tenant;
    private final WriteRequest request;
    private final @Nullable RowCondition answered;
    private final byte[] encoded;

    /**
     * Encodes a write.
     *
     * @param tenant whose it is
     * @param request what is written
     * @param answered the condition whose row the caller wants; null for none
     */
    EncodedWrite(TenantId tenant, WriteRequest request, @Nullable RowCondition answered) {
        this.tenant = tenant;
        this.request = request;
        this.answered = answered;
        this.encoded = encode(request);
    }

    WriteRequest request() {
        return request;
    }

    @Override
    public byte[] encoded() {
        return encoded;
    }

    @Override
    public Optional<StoredRow> finish(byte[] outcome) {
        try (DataInputStream in = in(outcome)) {
            if (in.readByte() == SKIPPED) {
                throw new StorageIoException(
                        "a write of tenant '" + tenant
                                + "' came twice; it was made, and its outcome is not known any more",
                        null);
            }
            long sequence = in.readLong();
            int refused = in.readInt();
            Map<Integer, Optional<StoredRow>> rows = new HashMap<>();
            List<RowCondition> conditions = conditionsOf(request);
            for (int left = in.readUnsignedShort(); left > 0; left--) {
                int index = in.readUnsignedShort();
                rows.put(index, readRow(in, conditions.get(index).key()));
            }
            if (sequence != NOT_WRITTEN) {
                request.writtenAs(sequence);
            }
            @Nullable RowConditions decided = request.conditions();
            if (decided == null) {
                return Optional.empty();
            }
            decided.decided(refused, rows);
            if (answered == null && decided.isRefused()) {
                throw decided.refusal(tenant);
            }
            return answered == null ? Optional.empty() : answered.row();
        } catch (IOException | IndexOutOfBoundsException e) {
            throw damaged(e);
        }
    }

    private static byte[] encode(WriteRequest request) {
        EntryBatch batch = request.batch();
        // a batch has its count from here on
        batch.seal(1, 0);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(batch.length() + Long.BYTES);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeBoolean(request.inserts());
            List<RowCondition> conditions = conditionsOf(request);
            out.writeShort(conditions.size());
            for (RowCondition condition : conditions) {
                out.writeByte(condition.demand().code());
                out.writeBoolean(condition.isWanted());
                out.writeLong(condition.sequence());
                out.writeByte(condition.key().kind().code());
                writeBytes(out, condition.key().entity().toByteArray());
                writeBytes(out, condition.key().qualifier().toByteArray());
            }
            out.write(batch.bytes(), 0, batch.length());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Reads what {@link #encoded} returned. */
    static WriteRequest read(byte[] write) {
        try (DataInputStream in = in(write)) {
            boolean inserts = in.readBoolean();
            int count = in.readUnsignedShort();
            RowConditions conditions = new RowConditions();
            for (int i = 0; i < count; i++) {
                Demand demand = Demand.of(in.readByte());
                boolean wanted = in.readBoolean();
                long sequence = in.readLong();
                Kind kind = Kind.of(in.readByte());
                RowKey key = RowKey.of(EntityId.of(readBytes(in)), kind, Qualifier.of(readBytes(in)));
                conditions.add(key, demand, sequence, wanted);
            }
            int left = in.available();
            return new WriteRequest(EntryBatch.parse(write, write.length - left, left))
                    .inserts(inserts)
                    .onlyIf(count == 0 ? null : conditions);
        } catch (IOException | IndexOutOfBoundsException | IllegalArgumentException e) {
            throw damaged(e);
        }
    }

    /** Returns what became of a write. */
    static byte[] outcome(WriteRequest request) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeByte(DECIDED);
            out.writeLong(request.lastSequence().orElse(NOT_WRITTEN));
            List<RowCondition> conditions = conditionsOf(request);
            @Nullable RowConditions decided = request.conditions();
            @Nullable RowCondition failed = decided == null ? null : decided.failed();
            out.writeInt(failed == null ? NONE_REFUSED : conditions.indexOf(failed));
            List<RowCondition> told = conditions.stream()
                    .filter(condition -> condition == failed || failed == null && condition.isWanted())
                    .toList();
            out.writeShort(told.size());
            for (RowCondition condition : told) {
                out.writeShort(conditions.indexOf(condition));
                writeRow(out, condition.row());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Returns the outcome of a write that had been applied before. */
    static byte[] skipped() {
        return new byte[] {VERSION, SKIPPED};
    }

    private static List<RowCondition> conditionsOf(WriteRequest request) {
        @Nullable RowConditions conditions = request.conditions();
        return conditions == null ? List.of() : conditions.all();
    }

    private static void writeRow(DataOutputStream out, Optional<StoredRow> row) throws IOException {
        out.writeBoolean(row.isPresent());
        if (row.isPresent()) {
            StoredRow found = row.get();
            out.writeLong(found.sequence());
            out.writeLong(found.timestamp());
            out.writeLong(found.expires().map(Instant::toEpochMilli).orElse(0L));
            byte[] value = found.row().encodedValue();
            out.writeInt(value.length);
            out.write(value);
        }
    }

    private static Optional<StoredRow> readRow(DataInputStream in, RowKey key) throws IOException {
        if (!in.readBoolean()) {
            return Optional.empty();
        }
        long sequence = in.readLong();
        long timestamp = in.readLong();
        long expires = in.readLong();
        byte[] value = in.readNBytes(in.readInt());
        return Optional.of(new StoredRowValue(
                Row.decode(key, value),
                timestamp,
                sequence,
                expires == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(expires))));
    }

    private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeShort(bytes.length);
        out.write(bytes);
    }

    private static byte[] readBytes(DataInputStream in) throws IOException {
        return in.readNBytes(in.readUnsignedShort());
    }

    /** Opens bytes behind their version. */
    private static DataInputStream in(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        int version = in.readUnsignedByte();
        if (version != VERSION) {
            throw new IOException("they are of version " + version + ", and this node knows " + VERSION);
        }
        return in;
    }

    private static StorageIoException damaged(Exception e) {
        return new StorageIoException(
                "bytes that came through the cluster cannot be read: " + e.getMessage()
                        + ". All nodes must run versions that know each other",
                e);
    }
}
