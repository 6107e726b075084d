package org.allidb.storage.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import javax.lang.model.element.Modifier;
import org.junit.jupiter.api.Test;

/**
 * The laws of size of main code. Of more than six arguments a caller swaps two, and no compiler sees it: what travels
 * together is a type. A longer file has two jobs.
 */
class SizesTest {

    private static final int MOST_PARAMETERS = 6;
    private static final int MOST_LINES = 350;

    /**
     * Types whose constructor has more parameters. Footer and metadata of a table are made of what their decoders read. The
     * records of the configuration are made by the names of their components alone, in {@code Options}.
     */
    private static final Set<String> EXCEPTIONS = Set.of(
            "TableFooter",
            "TableMetadata",
            "ClusterValues",
            "CompactionValues",
            "DeclaredTenantValues",
            "EngineValues",
            "ServerValues",
            "TableValues",
            "TenantValues");

    @Test
    void noSignatureHasMoreThanSixParameters() throws IOException {
        Set<String> tooMany = new TreeSet<>();
        for (CompilationUnitTree source : MainSources.parse(MainSources.files())) {
            new Signatures(tooMany).scan(source, "");
        }
        Set<String> unneeded = new TreeSet<>(EXCEPTIONS);
        tooMany.removeIf(signature -> {
            String type = signature.substring(0, signature.indexOf('('));
            unneeded.remove(type);
            return EXCEPTIONS.contains(type);
        });
        assertEquals(Set.of(), tooMany, "have more than " + MOST_PARAMETERS + " parameters");
        assertEquals(Set.of(), unneeded, "are exceptions without need");
    }

    @Test
    void noFileIsLongerThan350Lines() throws IOException {
        Set<String> tooLong = new TreeSet<>();
        for (Path file : MainSources.files()) {
            int lines = Files.readAllLines(file).size();
            if (lines > MOST_LINES) {
                tooLong.add(file.getFileName() + ": " + lines);
            }
        }
        assertEquals(Set.of(), tooLong);
    }

    /** Collects what has too many parameters: methods, constructors, and the constructors that records have unsaid. */
    private static final class Signatures extends TreeScanner<Void, String> {

        private final Set<String> tooMany;

        Signatures(Set<String> tooMany) {
            this.tooMany = tooMany;
        }

        @Override
        public Void visitClass(ClassTree type, String outer) {
            String name = type.getSimpleName().toString();
            if (type.getKind() == Tree.Kind.RECORD) {
                check(
                        name,
                        type.getMembers().stream()
                                .filter(Signatures::isComponent)
                                .count());
            }
            return super.visitClass(type, name);
        }

        @Override
        public Void visitMethod(MethodTree method, String type) {
            boolean constructor = method.getName().contentEquals("<init>");
            check(
                    constructor ? type : type + "." + method.getName(),
                    method.getParameters().size());
            return super.visitMethod(method, type);
        }

        /** A record has no other fields. */
        private static boolean isComponent(Tree member) {
            return member instanceof VariableTree field
                    && !field.getModifiers().getFlags().contains(Modifier.STATIC);
        }

        private void check(String signature, long parameters) {
            if (parameters > MOST_PARAMETERS) {
                tooMany.add(signature + "(" + parameters + ")");
            }
        }
    }
}
