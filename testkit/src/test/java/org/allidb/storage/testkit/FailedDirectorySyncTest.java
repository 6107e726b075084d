package org.allidb.storage.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.allidb.storage.kernel.editlog.DurableDirectory;
import org.allidb.storage.kernel.editlog.DurableNames;
import org.allidb.storage.kernel.editlog.EditLog;
import org.allidb.storage.spi.vfs.Vfs.FileKind;
import org.junit.jupiter.api.Test;

/**
 * A sync of a directory fails, and a later one "succeeds" without effect: in the model, and for what makes names durable.
 */
class FailedDirectorySyncTest {

    private static final int CUTS = 40;

    private final StrictMemVfs device = new StrictMemVfs();
    private final Random random = new Random(Seed.get());

    @Test
    void laterSyncProvesNothingAboutNamesBeforeTheFailure() throws IOException {
        device.create("durable").close();
        device.syncDirectory("");
        device.create("made").close();
        device.delete("durable");
        fail();
        device.create("later").close();
        device.syncDirectory("");
        int lost = 0;
        for (int cut = 0; cut < CUTS; cut++) {
            List<String> found = device.afterPowerCut(random).list("");
            assertTrue(found.contains("later"), "what came later is durable");
            assertEquals(found.contains("durable"), !found.contains("made"), found.toString());
            lost += found.contains("made") ? 0 : 1;
        }
        assertTrue(lost > CUTS / 2, "only " + lost + " were lost");
    }

    @Test
    void nameThatChangesAgainIsMadeDurable() throws IOException {
        device.create("made").close();
        fail();
        device.delete("made");
        device.create("made").close();
        device.syncDirectory("");
        for (int cut = 0; cut < CUTS; cut++) {
            assertEquals(List.of("made"), device.afterPowerCut(random).list(""));
        }
    }

    @Test
    void directoryIsMadeAgainUntilItIsDurable() throws IOException {
        device.failNextSync();
        assertThrows(IOException.class, () -> DurableDirectory.ensure(device, "wal"));
        DurableDirectory.ensure(device, "wal");
        for (int cut = 0; cut < CUTS; cut++) {
            assertEquals(FileKind.DIRECTORY, device.afterPowerCut(random).kind("wal"));
        }
        device.create("wal/segment").close();
        device.failNextSync();
        DurableDirectory.ensure(device, "wal");
        assertThrows(IOException.class, () -> device.syncDirectory(""), "one with something in it was durable before");
    }

    @Test
    void editLogWhoseRenameWasInVainIsReplacedAgain() throws IOException {
        EditLog log = new EditLog(device, "CATALOG", "TESTTEST", 1, 0, "a test");
        log.append(new byte[] {1}, () -> new byte[] {1});
        log = new EditLog(device, "CATALOG", "TESTTEST", 1, 0, "a test");
        EditLog rotating = log;
        // the sync of the new file, then that of the directory
        int[] syncs = {0};
        FaultyVfs failing = new FaultyVfs(device, (operation, name) -> {
            if (operation == FaultPlan.Operation.SYNC && name.isEmpty() && syncs[0]++ == 0) {
                device.failNextSync();
            }
        });
        EditLog onFailing = new EditLog(failing, "CATALOG", "TESTTEST", 1, 0, "a test");
        assertThrows(IOException.class, () -> onFailing.append(new byte[] {2}, () -> new byte[] {2}));
        onFailing.append(new byte[] {3}, () -> new byte[] {3});
        for (int cut = 0; cut < CUTS; cut++) {
            List<byte[]> found =
                    new EditLog(device.afterPowerCut(random), "CATALOG", "TESTTEST", 1, 0, "a test").read();
            assertArrayEquals(new byte[] {3}, found.getLast());
        }
        assertArrayEquals(new byte[] {3}, rotating.read().getLast());
    }

    @Test
    void changeIsNotDurableIfAnotherOnesSyncFailedMeanwhile() throws IOException {
        device.create("mine.new").close();
        DurableNames.Change overtaken = () -> {
            device.rename("mine.new", "mine");
            device.create("other").close();
            fail();
        };
        String told = assertThrows(IOException.class, () -> DurableNames.change(device, "", overtaken))
                .getMessage();
        assertTrue(told.startsWith("another sync of the directory failed while names in it were changed"), told);
        device.create("mine.new").close();
        DurableNames.change(device, "", () -> device.rename("mine.new", "mine"));
        for (int cut = 0; cut < CUTS; cut++) {
            assertTrue(device.afterPowerCut(random).list("").contains("mine"));
        }
    }

    private void fail() {
        device.failNextSync();
        assertThrows(IOException.class, () -> device.syncDirectory(""));
    }
}
