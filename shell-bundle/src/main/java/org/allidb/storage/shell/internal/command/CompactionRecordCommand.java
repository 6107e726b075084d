package org.allidb.storage.shell.internal.command;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.allidb.storage.api.HistoryRecording;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.StorageIoException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.text.Human;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "compaction-record", description = "Record what a tenant flushes, for compaction-simulate.")
final class CompactionRecordCommand extends ShellCommand {

    private final HistoryRecordings recordings;

    @Parameters(paramLabel = "TENANT", description = "The tenant.")
    private String tenant = "";

    @Option(
            names = "--to",
            paramLabel = "FILE",
            description = "Ends the recording and writes it to a new file. It has rows as numbers, and no keys.")
    private @Nullable Path file;

    CompactionRecordCommand(StoragePlatform platform, HistoryRecordings recordings) {
        super(platform);
        this.recordings = recordings;
    }

    @Override
    public void run() {
        TenantId id = TenantId.of(tenant);
        if (file == null) {
            recordings.begin(platform(), id);
            print("recording what '" + id + "' flushes and merges; 'compaction-record " + id + " --to FILE' ends it");
            return;
        }
        HistoryRecording recording = recordings.get(id);
        List<String> lines = recording.lines();
        write(file, lines);
        recordings.end(id);
        print("recorded " + Human.count(recording.flushes(), "flush") + " of '" + id + "' to " + file);
    }

    private static void write(Path file, List<String> lines) {
        try {
            Files.write(file, lines, StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw new InvalidArgumentException("the file " + file + " exists; name another one", e);
        } catch (IOException e) {
            throw new StorageIoException("the file " + file + " cannot be written (" + e.getMessage() + ")", e);
        }
    }
}
