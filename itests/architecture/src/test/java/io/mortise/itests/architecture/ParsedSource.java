// SPDX-License-Identifier: Apache-2.0
// Copyright Mortise contributors

package io.mortise.itests.architecture;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import javax.tools.ToolProvider;

/** A Java file as the compiler reads it, so that comments and strings are never taken for code. */
final class ParsedSource {
    private static final List<ParsedSource> ALL = parse(Repository.javaFiles());

    private final CompilationUnitTree unit;
    private final SourcePositions positions;

    private ParsedSource(CompilationUnitTree unit, SourcePositions positions) {
        this.unit = unit;
        this.positions = positions;
    }

    /** These files of the checkout; all of them are parsed once. */
    static List<ParsedSource> of(List<Path> files) {
        var wanted = Set.copyOf(files);
        return ALL.stream()
                .filter(s -> wanted.contains(Repository.ROOT.resolve(s.path())))
                .toList();
    }

    private static List<ParsedSource> parse(List<Path> files) {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var manager = compiler.getStandardFileManager(null, null, null)) {
            var objects = manager.getJavaFileObjectsFromPaths(files);
            var options = List.of("-proc:none");
            var task = (JavacTask) compiler.getTask(null, manager, null, options, null, objects);
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            return StreamSupport.stream(task.parse().spliterator(), false)
                    .map(unit -> new ParsedSource(unit, positions))
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Relative to the checkout. */
    Path path() {
        return Repository.ROOT.relativize(Path.of(unit.getSourceFile().toUri()));
    }

    List<String> synchronizedBlocks() {
        return find(tree -> tree instanceof SynchronizedTree ? "synchronized" : "");
    }

    List<String> returnedNulls() {
        return find(
                tree ->
                        tree instanceof ReturnTree returned
                                        && returned.getExpression() instanceof LiteralTree literal
                                        && literal.getKind() == Tree.Kind.NULL_LITERAL
                                ? "return null"
                                : "");
    }

    List<String> wildcardImports() {
        return find(
                tree ->
                        tree instanceof ImportTree imported
                                        && imported.getQualifiedIdentifier()
                                                .toString()
                                                .endsWith("*")
                                ? imported.toString().strip()
                                : "");
    }

    /** Selections such as System.out or Thread.sleep, by their last two names. */
    List<String> selections(List<String> wanted) {
        return find(
                tree ->
                        tree instanceof MemberSelectTree selection
                                        && wanted.stream().anyMatch(name -> ends(selection, name))
                                ? selection.toString()
                                : "");
    }

    List<String> methodsLongerThan(int lines) {
        return find(
                tree ->
                        tree instanceof MethodTree method
                                        && method.getBody() != null
                                        && lineAt(end(method.getBody()))
                                                        - lineAt(start(method.getBody()))
                                                > lines
                                ? method.getName() + " is longer than " + lines + " lines"
                                : "");
    }

    private static boolean ends(MemberSelectTree selection, String name) {
        String text = selection.toString();
        return text.equals(name) || text.endsWith("." + name);
    }

    /** Where a tree gives a finding: "path:line finding". */
    private List<String> find(Function<Tree, String> finding) {
        List<String> found = new ArrayList<>();
        new TreeScanner<Void, Void>() {
            @Override
            public Void scan(Tree tree, Void nothing) {
                String text = tree == null ? "" : finding.apply(tree);
                if (!text.isEmpty()) {
                    found.add("%s:%d %s".formatted(path(), lineAt(start(tree)), text));
                }
                return super.scan(tree, nothing);
            }
        }.scan(unit, null);
        return found;
    }

    private long start(Tree tree) {
        return positions.getStartPosition(unit, tree);
    }

    private long end(Tree tree) {
        return positions.getEndPosition(unit, tree);
    }

    private long lineAt(long position) {
        return unit.getLineMap().getLineNumber(position);
    }
}
