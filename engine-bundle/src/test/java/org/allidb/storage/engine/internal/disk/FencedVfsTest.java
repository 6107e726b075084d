package org.allidb.storage.engine.internal.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.engine.internal.StorageErrors;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.testkit.StrictMemVfs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Nothing changes behind a fence that is shut. */
class FencedVfsTest {

    private static final byte[] BYTES = {1, 2, 3};

    private final StrictMemVfs directory = new StrictMemVfs();
    private final Fence fence = new Fence();
    private final Vfs files = new FencedVfs(directory, fence);

    @Test
    void everyChangeIsRefusedAndReadsGoOn() throws IOException {
        files.createDirectory("sub");
        VfsFile file = files.create("file");
        file.write(0, BYTES, 0, BYTES.length);
        Vfs below = files.in("sub");
        assertTrue(fence.shut().isDone());

        List<Executable> changes = List.of(
                () -> file.write(0, new byte[1], 0, 1),
                file::sync,
                () -> file.setSize(0),
                () -> files.create("other"),
                () -> files.open("file"),
                () -> files.rename("file", "other"),
                () -> files.link("file", "other"),
                () -> files.delete("file"),
                () -> files.createDirectory("other"),
                () -> files.deleteDirectory("sub"),
                () -> files.syncDirectory(""),
                files::syncPath,
                () -> files.map("file", Vfs.MapMode.READ_WRITE, 0, 1, Arena.ofAuto()),
                () -> files.linkInto("file", new StrictMemVfs(), "other"),
                () -> below.create("other"));
        for (Executable change : changes) {
            IOException told = assertThrows(IOException.class, change);
            assertEquals("the directory was closed; nothing was changed", told.getMessage());
        }
        assertEquals(List.of("file", "sub"), files.list(""));
        byte[] read = new byte[BYTES.length];
        assertEquals(BYTES.length, file.read(0, read, 0, read.length));
        file.close();
    }

    @Test
    void callersLearnThatTheirPlatformIsClosed() {
        fence.shut();
        IOException refused = assertThrows(IOException.class, () -> files.create("file"));
        for (IOException failure : List.of(refused, new IOException(refused.getMessage(), refused))) {
            StorageException told = StorageErrors.of("a backup", failure);
            assertInstanceOf(StoreClosedException.class, told);
            assertEquals(
                    "a backup failed: the directory was closed; nothing was changed; open the data directory again,"
                            + " then it can be repeated",
                    told.getMessage());
        }
    }

    @Test
    void fenceIsQuietWhenTheChangesUnderWayHaveEnded() throws IOException {
        fence.enter();
        fence.enter();
        CompletableFuture<Void> quiet = fence.shut();
        assertFalse(quiet.isDone());
        assertThrows(IOException.class, fence::enter);
        assertFalse(quiet.isDone());
        fence.exit();
        assertFalse(quiet.isDone());
        fence.exit();
        assertTrue(quiet.isDone());
        assertTrue(fence.shut().isDone());
    }
}
