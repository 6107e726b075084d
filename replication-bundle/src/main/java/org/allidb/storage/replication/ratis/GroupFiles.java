package org.allidb.storage.replication.ratis;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * The files of a group on this node. Ratis owns the directory that is named after the group; the others are:
 *
 * <pre>
 * joined   empty: the log was made. Without its directory it is lost, and must not be made again: the node would have
 *          forgotten its votes and what it acknowledged
 * settled  what was settled last
 *          magic "ALLISETL" | version u32 = 1 | group 16 bytes | term u64 | position u64 |
 *          applied calls ({@link AppliedCalls#write}) | CRC-32C u32 of all before
 * </pre>
 *
 * A file is written beside, synced, and renamed; then its directory is synced. Called by one thread at a time, but for {@link #syncLog}.
 */
final class GroupFiles {

    private static final long MAGIC = 0x414c4c495345544cL;
    private static final int VERSION = 1;
    private static final int HEADER = Long.BYTES + Integer.BYTES + 2 * Long.BYTES + 2 * Long.BYTES;
    private static final String JOINED = "joined";
    private static final String SETTLED = "settled";

    private final Path directory;
    private final UUID group;
    private final Path log;

    @GuardedBy("this")
    private Set<String> synced = Set.of();

    private GroupFiles(Path directory, UUID group) {
        this.directory = directory;
        this.group = group;
        this.log = directory.resolve(group.toString());
    }

    /**
     * What was settled last.
     *
     * @param term the term of the last entry
     * @param position the place of the last entry
     * @param calls the proposals that were applied
     */
    record Settled(long term, long position, AppliedCalls calls) {}

    /**
     * Opens the files of a group, and makes their directory.
     *
     * @param directory where the group's files lie
     * @param group how Ratis names the group
     * @throws IOException if the log is lost, or the directory cannot be used
     */
    static GroupFiles open(Path directory, UUID group) throws IOException {
        GroupFiles files = new GroupFiles(directory, group);
        Files.createDirectories(directory);
        sync(directory);
        Path parent = directory.getParent();
        if (parent != null) {
            sync(parent);
        }
        if (Files.exists(directory.resolve(JOINED)) && !Files.isDirectory(files.log.resolve("current"))) {
            throw new IOException(
                    "The log " + files.log + " of this node is gone. A node that lost its log must not take part again"
                            + " under its name, because it has forgotten what it promised: put the log"
                            + " back, or remove the node from the cluster");
        }
        return files;
    }

    /** Returns whether the log has to be made. */
    boolean isNew() {
        return !Files.isDirectory(log);
    }

    /** Returns the directory in which Ratis makes that of the log. */
    Path directory() {
        return directory;
    }

    /** Notes that the log was made, and makes it durable. */
    void joined() throws IOException {
        syncLog();
        sync(log);
        sync(directory);
        if (!Files.exists(directory.resolve(JOINED))) {
            write(JOINED, ByteBuffer.allocate(0));
        }
    }

    /**
     * Makes the names of the log's files durable, which Ratis does not, if there are new ones since the last time. The name of the
     * file of votes never changes: whether its last version survives a power cut depends on the file system.
     */
    synchronized void syncLog() throws IOException {
        Path current = log.resolve("current");
        Set<String> names;
        try (Stream<Path> list = Files.list(current)) {
            names = list.map(file -> String.valueOf(file.getFileName())).collect(Collectors.toCollection(TreeSet::new));
        } catch (NoSuchFileException e) {
            return;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        if (!names.equals(synced)) {
            sync(current);
            synced = names;
        }
    }

    /** Returns what was settled last; nothing, before the first entry, if nothing was. */
    Settled settled() throws IOException {
        Path file = directory.resolve(SETTLED);
        ByteBuffer in;
        try {
            in = ByteBuffer.wrap(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return new Settled(0, -1, new AppliedCalls());
        }
        int end = in.capacity() - Integer.BYTES;
        if (end < HEADER || in.getInt(end) != checksum(in.duplicate().limit(end)) || in.getLong() != MAGIC) {
            throw damaged(file);
        }
        int version = in.getInt();
        if (version != VERSION) {
            throw new IOException("The file " + file + " has version " + version + ", and this program knows version "
                    + VERSION + ": start the node with the newer program that wrote it");
        }
        if (in.getLong() != group.getMostSignificantBits() || in.getLong() != group.getLeastSignificantBits()) {
            throw damaged(file);
        }
        Settled settled = new Settled(in.getLong(), in.getLong(), AppliedCalls.read(in.limit(end)));
        if (in.hasRemaining()) {
            throw damaged(file);
        }
        return settled;
    }

    private static IOException damaged(Path file) {
        return new IOException("The file " + file
                + " is damaged: this node does not know where to go on in the log. Restore the node");
    }

    /** Notes what was settled; durable when this returns. */
    void settle(Settled settled) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(HEADER + settled.calls().size() + Integer.BYTES);
        out.putLong(MAGIC).putInt(VERSION);
        out.putLong(group.getMostSignificantBits()).putLong(group.getLeastSignificantBits());
        out.putLong(settled.term()).putLong(settled.position());
        settled.calls().write(out);
        out.putInt(checksum(out.duplicate().flip()));
        write(SETTLED, out.flip());
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private void write(String name, ByteBuffer bytes) throws IOException {
        Path beside = directory.resolve(name + ".new");
        try (FileChannel channel = FileChannel.open(
                beside, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(
                beside, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        sync(directory);
    }

    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
