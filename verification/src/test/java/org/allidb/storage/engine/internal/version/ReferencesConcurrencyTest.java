package org.allidb.storage.engine.internal.version;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.engine.internal.read.ReadState;
import org.allidb.storage.engine.internal.read.SequenceLimit;
import org.allidb.storage.spi.sstable.TableFormat;
import org.allidb.storage.spi.sstable.TableProperties;
import org.allidb.storage.spi.sstable.TableReader;
import org.allidb.storage.spi.tenant.TenantAccess;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.verification.Interleavings;
import org.junit.jupiter.api.Test;

/**
 * A reader that holds a state finds its tables open and their files there. When no reader holds them, tables are closed
 * and the files of removed tables deleted, each once, however threads interleave.
 */
class ReferencesConcurrencyTest {

    /** A table that a merge removes while it is read. */
    private static final class Table {

        private final AtomicInteger open = new AtomicInteger();
        private final AtomicInteger deletions = new AtomicInteger();
        private final TableHandle handle;
        private final AtomicReference<ReadState> current;

        Table() {
            Vfs files = fake(Vfs.class, "delete", deletions::incrementAndGet);
            TableFormat format = fake(TableFormat.class, "open", this::reader);
            TenantDescriptor tenant = TenantDescriptor.of(TenantId.of("a"), 1, TenantSettings.DEFAULTS, 0);
            TenantAccess access = (TenantAccess) Proxy.newProxyInstance(
                    Table.class.getClassLoader(),
                    new Class<?>[] {TenantAccess.class},
                    (proxy, method, arguments) -> switch (method.getName()) {
                        case "descriptor" -> tenant;
                        case "equals" -> proxy == arguments[0];
                        case "hashCode" -> System.identityHashCode(proxy);
                        default -> files;
                    });
            TableProperties properties = TableProperties.of(7, 1)
                    .format("block", "none")
                    .fileBytes(4096)
                    .counts(5, 1, 0)
                    .bytes(40, 70)
                    .keys(new byte[0], new byte[0])
                    .timestamps(1, 9)
                    .sequences(2, 8)
                    .build();
            handle = new TableHandle(new TableFiles(access, () -> format), properties, 0);
            current = new AtomicReference<>(
                    new ReadState(1, List.of(), new Version(List.of(handle)), new SequenceLimit()));
        }

        private TableReader reader() {
            open.incrementAndGet();
            return fake(TableReader.class, "close", open::decrementAndGet);
        }

        /** As the engine's views do it. */
        void read() throws IOException {
            ReadState state = current.get();
            while (!state.tryRetain()) {
                state = current.get();
            }
            try {
                if (!state.version().tables().isEmpty()) {
                    state.version().tables().getFirst().reader();
                    if (open.get() != 1 || deletions.get() != 0) {
                        throw new AssertionError(open + " readers are open, deleted " + deletions);
                    }
                }
            } finally {
                state.release();
            }
        }

        /** As {@link VersionSet#apply} and its caller do it. */
        void remove() {
            ReadState before = current.get();
            current.set(new ReadState(1, List.of(), new Version(List.of()), new SequenceLimit()));
            handle.markRemoved();
            before.release();
        }

        void check() {
            if (open.get() != 0 || deletions.get() != 1) {
                throw new AssertionError(open + " readers are open, deleted " + deletions);
            }
        }

        /** An interface of which one method does something. */
        @SuppressWarnings("unchecked")
        private static <T> T fake(Class<T> type, String name, java.util.function.Supplier<?> action) {
            return (T) Proxy.newProxyInstance(
                    type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                        return switch (method.getName()) {
                            case String called
                            when called.equals(name) -> {
                                Object result = action.get();
                                yield method.getReturnType() == void.class ? null : result;
                            }
                            case "equals" -> proxy == arguments[0];
                            case "hashCode" -> System.identityHashCode(proxy);
                            default -> null;
                        };
                    });
        }
    }

    @Test
    void everyInterleavingOfTwoReadersAndARemoval() {
        Interleavings.check(60, () -> {
            Table table = new Table();
            Interleavings.together(table::read, table::read, table::remove);
            table.check();
        });
    }
}
