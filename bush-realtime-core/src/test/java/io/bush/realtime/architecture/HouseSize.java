package io.bush.realtime.architecture;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Main sources stay small, packages stay small, and no type has a name that could stand for anything. */
final class HouseSize {
    static final int MAX_LINES = 400;
    static final int MAX_FILES = 14;

    private static final Set<String> NO_TYPES = Set.of("package-info.java", "module-info.java");
    private static final Set<String> NOT_SOURCES = Set.of("target", ".git");
    private static final Pattern DECLARED_TYPE = Pattern.compile(
            "^\\s*(?:(?:public|protected|private|abstract|static|final|sealed|non-sealed|strictfp)\\s+)*"
                    + "(?:class|@?interface|record|enum)\\s+(\\w+)",
            Pattern.MULTILINE);
    private static final Pattern EMPTY_NAME = Pattern.compile(
            "Abstract[A-Z]\\w*|\\w*(?:Manager|Utils?|Helpers?|Common|Base|Impl|Data|Info|Processor|Service)");

    private HouseSize() {}

    /** What is wrong with the main sources of all modules below a directory, a sentence each. */
    static List<String> violations(Path root) throws IOException {
        List<Path> files = mainSources(root);
        List<String> found = new ArrayList<>();
        for (Path file : files) {
            String text = Files.readString(file);
            long lines = text.lines().count();
            if (lines > MAX_LINES) {
                found.add("%s has %d lines, more than %d".formatted(root.relativize(file), lines, MAX_LINES));
            }
            declaredTypes(text)
                    .filter(name -> EMPTY_NAME.matcher(name).matches())
                    .forEach(name -> found.add("%s: %s says too little".formatted(root.relativize(file), name)));
        }
        files.stream()
                .filter(file -> !NO_TYPES.contains(file.getFileName().toString()))
                .collect(groupingBy(Path::getParent, TreeMap::new, counting()))
                .forEach((directory, count) -> {
                    if (count > MAX_FILES) {
                        found.add("%s has %d files, more than %d"
                                .formatted(root.relativize(directory), count, MAX_FILES));
                    }
                });
        return found;
    }

    private static Stream<String> declaredTypes(String text) {
        return DECLARED_TYPE.matcher(text).results().map(it -> it.group(1));
    }

    static List<Path> mainSources(Path root) throws IOException {
        List<Path> sources = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return NOT_SOURCES.contains(directory.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".java") && isMain(root.relativize(file))) {
                    sources.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return sources.stream().sorted().toList();
    }

    private static boolean isMain(Path file) {
        return file.toString().replace('\\', '/').contains("src/main/java/");
    }
}
