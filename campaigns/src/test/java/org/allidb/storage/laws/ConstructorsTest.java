package org.allidb.storage.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.lang.model.element.Modifier;
import org.junit.jupiter.api.Test;

/**
 * The law of constructors of main code: {@code this} never leaves one, neither itself nor in a lambda, a method reference or an
 * anonymous class that uses it. Code that has an object before it is complete may use it too early, and another thread may see
 * its fields empty. A factory makes the object known, or a method that starts it. The compiler's lint {@code this-escape} sees
 * only constructors that other modules can call.
 */
class ConstructorsTest {

    @Test
    void thisNeverLeavesAConstructor() throws IOException {
        assertEquals(Set.of(), leaks(MainSources.parse(MainSources.files())));
    }

    private static Set<String> leaks(List<CompilationUnitTree> sources) {
        Set<String> leaks = new TreeSet<>();
        for (CompilationUnitTree source : sources) {
            source.accept(new Types(), leaks);
        }
        return leaks;
    }

    /** Looks for constructors, and for what is run with them. */
    private static final class Types extends TreeScanner<Void, Set<String>> {

        @Override
        public Void visitClass(ClassTree type, Set<String> leaks) {
            if (type.getKind() != Tree.Kind.INTERFACE) {
                Set<String> members = new HashSet<>();
                for (Tree member : type.getMembers()) {
                    if (member instanceof VariableTree field
                            && !isStatic(field.getModifiers().getFlags())) {
                        members.add(field.getName().toString());
                    } else if (member instanceof MethodTree method
                            && !isStatic(method.getModifiers().getFlags())) {
                        members.add(method.getName() + "()");
                    }
                }
                for (Tree member : type.getMembers()) {
                    if (isRunWithConstructor(member)) {
                        member.accept(new Arguments(type.getSimpleName().toString(), members), leaks);
                    }
                }
            }
            return super.visitClass(type, leaks);
        }

        private static boolean isRunWithConstructor(Tree member) {
            return switch (member) {
                case MethodTree method -> method.getName().contentEquals("<init>");
                case BlockTree block -> !block.isStatic();
                case VariableTree field -> !isStatic(field.getModifiers().getFlags());
                default -> false;
            };
        }

        private static boolean isStatic(Set<Modifier> flags) {
            return flags.contains(Modifier.STATIC);
        }
    }

    /** Looks at what a constructor hands to others. */
    private static final class Arguments extends TreeScanner<Void, Set<String>> {

        private final String type;
        private final Set<String> members;
        private final Set<String> variables = new HashSet<>();

        Arguments(String type, Set<String> members) {
            this.type = type;
            this.members = members;
        }

        @Override
        public Void visitVariable(VariableTree variable, Set<String> leaks) {
            variables.add(variable.getName().toString());
            return super.visitVariable(variable, leaks);
        }

        @Override
        public Void visitMethodInvocation(MethodInvocationTree call, Set<String> leaks) {
            check(call, call.getArguments(), leaks);
            return super.visitMethodInvocation(call, leaks);
        }

        @Override
        public Void visitNewClass(NewClassTree creation, Set<String> leaks) {
            check(creation, creation.getArguments(), leaks);
            if (creation.getClassBody() != null) {
                check(creation, List.of(creation), leaks);
            }
            return scan(creation.getArguments(), leaks);
        }

        /** What is in it runs later. */
        @Override
        public Void visitLambdaExpression(LambdaExpressionTree lambda, Set<String> leaks) {
            return null;
        }

        private void check(Tree call, List<? extends ExpressionTree> arguments, Set<String> leaks) {
            for (ExpressionTree argument : arguments) {
                Uses uses = new Uses(members, variables);
                if (argument instanceof IdentifierTree
                        || argument instanceof LambdaExpressionTree
                        || argument instanceof MemberReferenceTree
                        || argument instanceof NewClassTree created && created.getClassBody() != null) {
                    argument.accept(uses, null);
                }
                if (uses.found) {
                    leaks.add(type + ": " + call.toString().replaceAll("\\s+", " "));
                }
            }
        }
    }

    /** Whether an argument is or has {@code this}: by its name, or by that of a method, or in code that runs later of a field. */
    private static final class Uses extends TreeScanner<Void, Void> {

        private final Set<String> members;
        private final Set<String> variables;
        private boolean later;
        private boolean found;

        Uses(Set<String> members, Set<String> variables) {
            this.members = members;
            this.variables = new HashSet<>(variables);
        }

        @Override
        public Void visitLambdaExpression(LambdaExpressionTree lambda, Void unused) {
            later = true;
            return super.visitLambdaExpression(lambda, unused);
        }

        @Override
        public Void visitNewClass(NewClassTree creation, Void unused) {
            later |= creation.getClassBody() != null;
            return super.visitNewClass(creation, unused);
        }

        @Override
        public Void visitVariable(VariableTree variable, Void unused) {
            variables.add(variable.getName().toString());
            return super.visitVariable(variable, unused);
        }

        /** A method of an anonymous class hides that of the class around it. */
        @Override
        public Void visitMethod(MethodTree method, Void unused) {
            variables.add(method.getName() + "()");
            return super.visitMethod(method, unused);
        }

        @Override
        public Void visitMethodInvocation(MethodInvocationTree call, Void unused) {
            if (call.getMethodSelect() instanceof IdentifierTree method) {
                found |= later && isMember(method.getName() + "()");
                return scan(call.getArguments(), unused);
            }
            return super.visitMethodInvocation(call, unused);
        }

        @Override
        public Void visitMemberSelect(MemberSelectTree selected, Void unused) {
            return scan(selected.getExpression(), unused);
        }

        @Override
        public Void visitIdentifier(IdentifierTree identifier, Void unused) {
            String name = identifier.getName().toString();
            found |= name.equals("this") || later && isMember(name);
            return null;
        }

        private boolean isMember(String name) {
            return members.contains(name) && !variables.contains(name);
        }
    }
}
