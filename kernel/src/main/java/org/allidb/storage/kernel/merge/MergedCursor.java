package org.allidb.storage.kernel.merge;

import java.io.IOException;
import java.util.List;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.Lookup;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.entry.ScanDirection;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Several sorted sources as one: the k-way merge that reads and compactions share. Among equal keys versions come
 * newest first forward, oldest first in reverse.
 */
@ProviderType
public final class MergedCursor implements RunCursor {

    private static final int LEAST_FILL = 8;

    private final Source[] sources;
    private final ScanDirection direction;
    /** Heap of the sources that have entries left, the one whose entry comes next on top. */
    private final Source[] heap;

    private int heapSize;
    private boolean started;
    private boolean closed;

    private MergedCursor(List<? extends RunCursor> cursors, ScanDirection direction) {
        this.direction = direction;
        this.sources = new Source[cursors.size()];
        for (int i = 0; i < sources.length; i++) {
            sources[i] = new Source(cursors.get(i));
        }
        this.heap = new Source[sources.length];
    }

    /**
     * Merges cursors.
     *
     * @param cursors any number, all walking in the given direction; closed with the merged one
     * @param direction their direction
     * @return the only cursor itself if there is just one
     */
    public static RunCursor of(List<? extends RunCursor> cursors, ScanDirection direction) {
        return cursors.size() == 1 ? cursors.getFirst() : new MergedCursor(cursors, direction);
    }

    @Override
    public void seek(byte[] key, int offset, int length) throws IOException {
        started = false;
        for (Source source : sources) {
            source.run.clear();
            source.index = 0;
            source.cursor.seek(key, offset, length);
        }
    }

    @Override
    public int fill(EntryRun run, int limit) throws IOException {
        run.clear();
        if (!started) {
            start(limit);
        }
        while (run.size() < limit && heapSize > 0) {
            Source top = heap[0];
            if (heapSize == 1) {
                passOn(top, run, limit);
            } else if (top.hasNext()) {
                run.add(top.run, top.index);
                top.index++;
            }
            boolean more;
            try {
                more = top.hasNext() || top.refill((limit - run.size()) / heapSize);
            } catch (IOException | RuntimeException e) {
                if (run.size() == 0) {
                    throw e;
                }
                // what was read before is as it should be, and may be all that is wanted; the next call tries again
                return run.size();
            }
            if (more) {
                siftDown(top);
            } else {
                Source last = heap[--heapSize];
                heap[heapSize] = top;
                if (heapSize > 0) {
                    siftDown(last);
                }
            }
        }
        return run.size();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            heapSize = 0;
            started = true;
            for (Source source : sources) {
                source.cursor.close();
                EntryRunPool.give(source.run);
            }
        }
    }

    private static void passOn(Source source, EntryRun run, int limit) {
        int count = Math.min(limit - run.size(), source.run.size() - source.index);
        for (int i = 0; i < count; i++) {
            run.add(source.run, source.index++);
        }
    }

    private void start(int limit) throws IOException {
        heapSize = 0;
        for (Source source : sources) {
            if (source.hasNext() || source.refill(limit / sources.length)) {
                siftUp(source, heapSize++);
            }
        }
        started = true;
    }

    private void siftUp(Source source, int from) {
        int hole = from;
        while (hole > 0) {
            int parent = (hole - 1) >>> 1;
            if (!isBefore(source, heap[parent])) {
                break;
            }
            heap[hole] = heap[parent];
            hole = parent;
        }
        heap[hole] = source;
    }

    private void siftDown(Source source) {
        int hole = 0;
        while (true) {
            int child = 2 * hole + 1;
            if (child >= heapSize) {
                break;
            }
            if (child + 1 < heapSize && isBefore(heap[child + 1], heap[child])) {
                child++;
            }
            if (!isBefore(heap[child], source)) {
                break;
            }
            heap[hole] = heap[child];
            hole = child;
        }
        heap[hole] = source;
    }

    private boolean isBefore(Source a, Source b) {
        int order = a.run.compareKeys(a.index, b.run, b.index);
        if (order == 0) {
            order = Lookup.compareVersions(
                    b.run.timestamp(b.index),
                    b.run.sequence(b.index),
                    a.run.timestamp(a.index),
                    a.run.sequence(a.index));
        }
        return direction == ScanDirection.FORWARD ? order < 0 : order > 0;
    }

    /** A cursor with the run that was read from it last. */
    private static final class Source {

        final RunCursor cursor;
        final EntryRun run = EntryRunPool.take();
        int index;

        Source(RunCursor cursor) {
            this.cursor = cursor;
        }

        boolean hasNext() {
            return index < run.size();
        }

        /** Reads what it has to contribute, as far as one can tell, and not much more. */
        boolean refill(int wanted) throws IOException {
            run.clear();
            index = 0;
            return cursor.fill(run, Math.clamp(wanted, LEAST_FILL, EntryRun.CAPACITY)) > 0;
        }
    }
}
