package org.allidb.storage.replication.ratis;

import java.util.Optional;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;

/** What the proposer of an entry is answered: {@code 0 | answer}, or {@code 1} if the entry was applied before. */
final class Answers {

    private static final ByteString APPLIED = ByteString.copyFrom(new byte[] {0});
    private static final ByteString REPEATED = ByteString.copyFrom(new byte[] {1});

    private Answers() {}

    /** Returns bytes that are not changed any more as Ratis has them. */
    static ByteString wrap(byte[] bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes);
    }

    static Message applied(byte[] answer) {
        return Message.valueOf(APPLIED.concat(wrap(answer)));
    }

    static Message repeated() {
        return Message.valueOf(REPEATED);
    }

    /** Returns the answer; empty if the entry was applied before, and its answer is gone. */
    static Optional<byte[]> read(ByteString message) {
        return message.startsWith(APPLIED) ? Optional.of(message.substring(1).toByteArray()) : Optional.empty();
    }
}
