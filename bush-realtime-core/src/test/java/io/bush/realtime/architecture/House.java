package io.bush.realtime.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.bush.realtime.it.house.Directions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Where the architecture tests find what they judge. */
final class House {
    static final String ROOT = "io.bush.realtime";
    static final String FIXTURES = "io.bush.realtime.architecture.fixture";
    static final Path MAIN_CLASSES = Path.of("target", "classes");

    private static final Path TEST_CLASSES = Path.of("target", "test-classes");
    private static final Map<Path, JavaClasses> READ = new ConcurrentHashMap<>();

    /** Each new package of the core gets its place here. */
    static final Directions DIRECTIONS = new Directions(List.of(
            List.of("channel", "time"),
            List.of("auth", "eventlog", "ratelimit"),
            List.of("protocol", "bus", "presence", "lock", "call"),
            List.of("transport", "observe", "backplane", "polling"),
            List.of("internal.lane", "internal.guard", "internal.outage"),
            List.of("internal.connection", "internal.reading"),
            List.of("internal.sideband", "internal.call"),
            List.of("internal.hub"),
            List.of("internal.action"),
            List.of("internal.control", "internal.polling"),
            List.of("")));

    private House() {}

    static JavaClasses mainClasses() {
        return read(MAIN_CLASSES);
    }

    static JavaClasses fixture(String name) {
        return read(TEST_CLASSES.resolve((FIXTURES + "." + name).replace('.', '/')));
    }

    /** Reading takes seconds. Rules hold for no classes at all, so a wrong directory would make every test green. */
    private static JavaClasses read(Path directory) {
        return READ.computeIfAbsent(directory, path -> {
            JavaClasses classes = new ClassFileImporter().importPath(path);
            if (classes.isEmpty()) {
                throw new IllegalStateException("No classes in " + path.toAbsolutePath());
            }
            return classes;
        });
    }

    static List<String> violations(ArchRule rule, JavaClasses classes) {
        return rule.evaluate(classes).getFailureReport().getDetails();
    }

    static boolean isInternal(JavaClass type) {
        return isInternal(type.getPackageName());
    }

    static boolean isInternal(String packageName) {
        return (packageName + ".").contains(".internal.");
    }
}
