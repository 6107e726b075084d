package org.allidb.storage.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The laws of locks of what is shipped: each is on the page of locks, and what it guards says so. */
class LocksTest {

    private static final Path PAGE = Path.of("../docs/locks.md");
    private static final Set<String> NOT_SHIPPED =
            Set.of("benchmarks", "campaigns", "demo-bundle", "examples", "testkit", "verification");
    /**
     * Fields that no annotation need or can name a lock for. The API imports the JDK alone, and a bar of it has a monitor. The other
     * two are used by one thread, which also takes the lock of something else.
     */
    private static final Set<String> EXCEPTIONS = Set.of(
            "ProgressBar.drawn",
            "ProgressBar.lastNanos",
            "ProgressBar.lastQuarter",
            "BackgroundSync.lastMark",
            "TenantRecovery.lastSequence");

    private static final Pattern LOCK = Pattern.compile("(Reentrant|ReentrantReadWrite|Stamped)Lock");
    private static final Set<String> LOCKING = new TreeSet<>();
    private static final Set<String> UNGUARDED = new TreeSet<>();

    @BeforeAll
    static void read() throws IOException {
        List<Path> shipped = MainSources.files().stream()
                .filter(file -> !NOT_SHIPPED.contains(MainSources.module(file)))
                .toList();
        for (CompilationUnitTree source : MainSources.parse(shipped)) {
            source.accept(new Types(), null);
        }
    }

    @Test
    void eachLockIsOnThePage() throws IOException {
        assertTrue(LOCKING.size() > 50, "only " + LOCKING + " have locks");
        String page = Files.readString(PAGE);
        Set<String> missing = new TreeSet<>(LOCKING);
        missing.removeIf(
                type -> Pattern.compile("\\b" + type + "\\b").matcher(page).find());
        assertEquals(Set.of(), missing, "have locks that docs/locks.md does not name");
    }

    /** Error Prone checks the fields that say what guards them; this finds those that say nothing. */
    @Test
    void fieldsThatAreSetUnderALockSayWhatGuardsThem() {
        Set<String> unguarded = new TreeSet<>(UNGUARDED);
        unguarded.removeAll(EXCEPTIONS);
        assertEquals(Set.of(), unguarded, "are set under a lock, are not volatile, and have no @GuardedBy");
        assertTrue(UNGUARDED.containsAll(EXCEPTIONS), "exceptions without need");
    }

    /** Looks for types with locks. */
    private static final class Types extends TreeScanner<Void, Void> {

        @Override
        public Void visitClass(ClassTree type, Void unused) {
            Locking locking = new Locking();
            for (Tree member : type.getMembers()) {
                if (!(member instanceof ClassTree)) {
                    member.accept(locking, null);
                }
            }
            String name = type.getSimpleName().toString();
            if (locking.owns) {
                LOCKING.add(name);
            }
            if (!locking.set.isEmpty()) {
                for (Tree member : type.getMembers()) {
                    if (member instanceof VariableTree field
                            && isSilent(field)
                            && locking.set.contains(field.getName().toString())) {
                        UNGUARDED.add(name + "." + field.getName());
                    }
                }
            }
            return super.visitClass(type, null);
        }

        private static boolean isSilent(VariableTree field) {
            Set<Modifier> flags = field.getModifiers().getFlags();
            return !flags.contains(Modifier.STATIC)
                    && !flags.contains(Modifier.VOLATILE)
                    && field.getModifiers().getAnnotations().stream()
                            .noneMatch(annotation ->
                                    annotation.getAnnotationType().toString().equals("GuardedBy"));
        }
    }

    /** Whether a type has a lock, and what its methods set while they have one. */
    private static final class Locking extends TreeScanner<Void, Void> {

        private final Set<String> set = new HashSet<>();
        private boolean owns;
        private boolean locked;

        @Override
        public Void visitMethod(MethodTree method, Void unused) {
            boolean monitor = method.getModifiers().getFlags().contains(Modifier.SYNCHRONIZED);
            owns |= monitor;
            locked = monitor
                    || method.getBody() != null && method.getBody().toString().contains(".lock();");
            super.visitMethod(method, null);
            locked = false;
            return null;
        }

        @Override
        public Void visitSynchronized(SynchronizedTree block, Void unused) {
            boolean before = locked;
            // an inner type takes the monitor of the type around it
            owns |= !block.getExpression().toString().contains(".this");
            locked = true;
            super.visitSynchronized(block, null);
            locked = before;
            return null;
        }

        @Override
        public Void visitNewClass(NewClassTree creation, Void unused) {
            owns |= LOCK.matcher(creation.getIdentifier().toString()).matches();
            return super.visitNewClass(creation, null);
        }

        /** A type in a method has members of its own. */
        @Override
        public Void visitClass(ClassTree type, Void unused) {
            return null;
        }

        @Override
        public Void visitAssignment(AssignmentTree assignment, Void unused) {
            set(assignment.getVariable());
            return super.visitAssignment(assignment, null);
        }

        @Override
        public Void visitCompoundAssignment(CompoundAssignmentTree assignment, Void unused) {
            set(assignment.getVariable());
            return super.visitCompoundAssignment(assignment, null);
        }

        @Override
        public Void visitUnary(UnaryTree unary, Void unused) {
            set(unary.getExpression());
            return super.visitUnary(unary, null);
        }

        private void set(Tree target) {
            if (locked && target instanceof IdentifierTree name) {
                set.add(name.getName().toString());
            } else if (locked
                    && target instanceof MemberSelectTree member
                    && member.getExpression().toString().equals("this")) {
                set.add(member.getIdentifier().toString());
            }
        }
    }
}
