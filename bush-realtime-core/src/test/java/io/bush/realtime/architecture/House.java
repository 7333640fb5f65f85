package io.bush.realtime.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import java.util.List;

/** Where the architecture tests find what they judge. */
final class House {
    static final String ROOT = "io.bush.realtime";
    static final String FIXTURES = "io.bush.realtime.architecture.fixture";
    static final Path MAIN_CLASSES = Path.of("target", "classes");

    private House() {}

    static JavaClasses mainClasses() {
        return notEmpty(new ClassFileImporter().importPath(MAIN_CLASSES), MAIN_CLASSES.toAbsolutePath());
    }

    static JavaClasses fixture(String name) {
        return notEmpty(new ClassFileImporter().importPackages(FIXTURES + "." + name), name);
    }

    /** Rules hold for no classes at all, so a wrong directory would make every test green. */
    private static JavaClasses notEmpty(JavaClasses classes, Object source) {
        if (classes.isEmpty()) {
            throw new IllegalStateException("No classes in " + source);
        }
        return classes;
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
