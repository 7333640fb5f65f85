package io.bush.realtime.architecture;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Finds what users can see and nobody described. Javadoc's own check for missing comments is off, because it also
 * asks at a canonical constructor, which has nothing to say beside its record, and for tags that repeat the sentence.
 */
final class Undocumented {
    private Undocumented() {}

    /** The undescribed types and members in some source files, by their names. */
    static List<String> in(List<Path> sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> found = new ArrayList<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask)
                    compiler.getTask(null, files, null, null, null, files.getJavaFileObjectsFromPaths(sources));
            Trees trees = Trees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                new Search(trees, found).scan(unit, "");
            }
        }
        return found;
    }

    /** Walks types and their members, never into a body; its parameter is the name of the enclosing type. */
    private static final class Search extends TreePathScanner<Void, String> {
        private final Trees trees;
        private final List<String> found;

        Search(Trees trees, List<String> found) {
            this.trees = trees;
            this.found = found;
        }

        @Override
        public Void visitClass(ClassTree type, String outer) {
            String name = outer + type.getSimpleName();
            if (isVisible(type.getModifiers())) {
                report(name);
                scan(type.getMembers(), name + ".");
            }
            return null;
        }

        @Override
        public Void visitMethod(MethodTree method, String outer) {
            if (isVisible(method.getModifiers()) && !isInherited(method) && !isCanonicalConstructor(method)) {
                report(outer + method.getName());
            }
            return null;
        }

        @Override
        public Void visitVariable(VariableTree field, String outer) {
            if (isVisible(field.getModifiers())) {
                report(outer + field.getName());
            }
            return null;
        }

        private void report(String name) {
            String comment = trees.getDocComment(getCurrentPath());
            if (comment == null || comment.isBlank()) {
                found.add(name);
            }
        }

        private boolean isVisible(ModifiersTree modifiers) {
            Set<Modifier> flags = modifiers.getFlags();
            return flags.contains(Modifier.PUBLIC)
                    || flags.contains(Modifier.PROTECTED)
                    || (parent().getKind() == Kind.INTERFACE && !flags.contains(Modifier.PRIVATE));
        }

        private static boolean isInherited(MethodTree method) {
            return method.getModifiers().getAnnotations().stream()
                    .anyMatch(it -> it.getAnnotationType().toString().equals("Override"));
        }

        /** The one whose parameters are the components; the record's own comment describes them. */
        private boolean isCanonicalConstructor(MethodTree method) {
            return method.getReturnType() == null
                    && parent() instanceof ClassTree type
                    && type.getKind() == Kind.RECORD
                    && described(method.getParameters()).equals(described(components(type)));
        }

        private static List<VariableTree> components(ClassTree type) {
            return type.getMembers().stream()
                    .filter(VariableTree.class::isInstance)
                    .map(VariableTree.class::cast)
                    .filter(it -> !it.getModifiers().getFlags().contains(Modifier.STATIC))
                    .toList();
        }

        private static List<String> described(List<? extends VariableTree> variables) {
            return variables.stream()
                    .map(it -> it.getType() + " " + it.getName())
                    .toList();
        }

        private Tree parent() {
            return getCurrentPath().getParentPath().getLeaf();
        }
    }
}
