package org.allidb.storage.demo.internal;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.FieldModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.constant.ClassDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.allidb.storage.api.ChunkRow;
import org.allidb.storage.api.EdgeRow;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.MetaRow;
import org.allidb.storage.api.Row;
import org.allidb.storage.api.VectorRow;

/**
 * The rows that a class file becomes.
 *
 * <ul>
 *   <li>META: the class.
 *   <li>EDGE: a class that it refers to. Edges {@value #EXTENDS} and {@value #IMPLEMENTS} are written in the other direction
 *       too, so that each end can be asked.
 *   <li>CHUNK: a method, its descriptor and the names that it invokes.
 *   <li>VECTOR: how often each instruction occurs, normalised to length 1.
 * </ul>
 */
final class ClassRows {

    static final String VECTOR_NAME = "instructions";
    static final String EXTENDS = "extends";
    static final String IMPLEMENTS = "implements";
    static final String EXTENDED_BY = "extended by";

    private static final String IMPLEMENTED_BY = "implemented by";
    private static final String CALLS = "calls";
    private static final String CREATES = "creates";
    private static final String FIELD = "field";
    private static final String REFERS = "refers to";
    private static final int OPCODES = 256;

    private final long nowMillis;
    private final EntityId entity;
    private final List<Row> rows = new ArrayList<>();
    private final Set<EdgeName> edges = new HashSet<>();
    private final Set<String> related = new HashSet<>();
    private final float[] histogram = new float[OPCODES];

    /** An edge that was added. */
    private record EdgeName(String relation, String target) {}

    private ClassRows(EntityId entity, long nowMillis) {
        this.entity = entity;
        this.nowMillis = nowMillis;
    }

    static List<Row> of(byte[] classFile, long nowMillis) {
        ClassModel model = ClassFile.of().parse(classFile);
        ClassRows rows = new ClassRows(EntityId.of(model.thisClass().asInternalName()), nowMillis);
        rows.add(model);
        return rows.rows;
    }

    private void add(ClassModel model) {
        rows.add(MetaRow.of(entity, type(model))
                .withImportance(model.methods().size())
                .withTimes(nowMillis, nowMillis));
        model.superclass().ifPresent(parent -> addBothWays(EXTENDS, EXTENDED_BY, parent));
        model.interfaces().forEach(parent -> addBothWays(IMPLEMENTS, IMPLEMENTED_BY, parent));
        for (FieldModel field : model.fields()) {
            ClassDesc type = field.fieldTypeSymbol();
            while (type.isArray()) {
                type = type.componentType();
            }
            if (type.isClassOrInterface()) {
                String descriptor = type.descriptorString();
                addEdge(FIELD, descriptor.substring(1, descriptor.length() - 1));
            }
        }
        model.methods().forEach(this::addMethod);
        for (PoolEntry entry : model.constantPool()) {
            if (entry instanceof ClassEntry other && !related.contains(other.asInternalName())) {
                addEdge(REFERS, other.asInternalName());
            }
        }
        addVector();
    }

    private void addMethod(MethodModel method) {
        Set<String> invoked = new LinkedHashSet<>();
        method.code().ifPresent(code -> {
            for (CodeElement element : code) {
                if (element instanceof Instruction instruction) {
                    histogram[instruction.opcode().bytecode() & (OPCODES - 1)]++;
                }
                if (element instanceof InvokeInstruction call) {
                    invoked.add(call.name().stringValue());
                    addEdge(CALLS, call.owner().asInternalName());
                } else if (element instanceof NewObjectInstruction creation) {
                    addEdge(CREATES, creation.className().asInternalName());
                }
            }
        });
        String name = method.methodName().stringValue();
        String descriptor = method.methodType().stringValue();
        rows.add(ChunkRow.of(entity, name + descriptor, descriptor + " " + String.join(" ", invoked))
                .withMetadata(Map.of("method", name)));
    }

    private void addBothWays(String relation, String reverse, ClassEntry other) {
        addEdge(relation, other.asInternalName());
        rows.add(EdgeRow.of(EntityId.of(other.asInternalName()), reverse, entity));
    }

    private void addEdge(String relation, String target) {
        if (!target.startsWith("[") && edges.add(new EdgeName(relation, target))) {
            related.add(target);
            rows.add(EdgeRow.of(entity, relation, EntityId.of(target)));
        }
    }

    private void addVector() {
        double square = 0;
        for (float count : histogram) {
            square += count * count;
        }
        if (square > 0) {
            float scale = (float) (1 / Math.sqrt(square));
            for (int i = 0; i < OPCODES; i++) {
                histogram[i] *= scale;
            }
            rows.add(VectorRow.of(entity, VECTOR_NAME, histogram));
        }
    }

    private static String type(ClassModel model) {
        if (model.flags().has(AccessFlag.ANNOTATION)) {
            return "annotation";
        }
        if (model.flags().has(AccessFlag.INTERFACE)) {
            return "interface";
        }
        return model.flags().has(AccessFlag.ENUM) ? "enum" : "class";
    }
}
