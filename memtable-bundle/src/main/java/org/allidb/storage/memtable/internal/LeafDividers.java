package org.allidb.storage.memtable.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The keys with which leaves of a tree begin: of all leaves, or of every second, third, … A writer may be beside it. Used once. */
final class LeafDividers {

    private static final int MOST = 1 << 10;

    private final EntryArena entries;
    private final int stride;
    private final List<byte[]> keys = new ArrayList<>();
    private int leaves;

    private LeafDividers(EntryArena entries, int stride) {
        this.entries = entries;
        this.stride = stride;
    }

    /** Returns keys that divide a tree, ascending, each once: not many more than {@value #MOST}. */
    static List<byte[]> of(EntryTree tree) {
        InnerNode root = tree.root();
        LeafDividers dividers = new LeafDividers(tree.entries(), 1 + leaves(root) / MOST);
        dividers.visit(root, EntryArena.NONE);
        return dividers.keys;
    }

    private static int leaves(InnerNode node) {
        if (node.level() == 1) {
            return node.size();
        }
        int leaves = 0;
        for (int child = 0; child < node.size(); child++) {
            leaves += leaves(node.child(child));
        }
        return leaves;
    }

    /** Visits the leaves below a node whose range begins with a separator, or is the first one. */
    private void visit(InnerNode node, int begin) {
        for (int child = 0; child < node.size(); child++) {
            int separator = child == 0 ? begin : node.separator(child - 1);
            if (node.level() > 1) {
                visit(node.child(child), separator);
            } else if (leaves++ % stride == 0 && separator != EntryArena.NONE) {
                add(separator);
            }
        }
    }

    private void add(int separator) {
        int offset = entries.keyOffset(separator);
        byte[] key = Arrays.copyOfRange(entries.keyArray(separator), offset, offset + entries.keyLength(separator));
        // the versions of one key may fill several leaves
        if (keys.isEmpty() || !Arrays.equals(keys.getLast(), key)) {
            keys.add(key);
        }
    }
}
