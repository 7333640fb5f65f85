package io.bush.realtime.testkit.history;

import static net.bytebuddy.matcher.ElementMatchers.none;

import java.io.IOException;
import java.lang.instrument.ClassDefinition;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.scaffold.TypeValidation;
import net.bytebuddy.pool.TypePool;

/**
 * A bug in a class that is in use, until it is removed. The class is redefined in place and not loaded once more beside the
 * others, so that what the virtual machine has compiled stays: most bugs are found in few histories, and a second set of all
 * classes takes longer to get going than those do.
 *
 * <p>Thread safety: one at a time, while nobody runs.
 */
final class Planting {

    private final Class<?> type;
    private final byte[] original;

    private Planting(Class<?> type, byte[] original) {
        this.type = type;
        this.original = original;
    }

    static Planting of(PlantedBug bug) {
        try {
            Class<?> type = Class.forName(bug.type());
            ClassFileLocator locator = ClassFileLocator.ForClassLoader.of(type.getClassLoader());
            Planting planting = new Planting(type, locator.locate(bug.type()).resolve());
            planting.define(bug.plant()
                    .in(new ByteBuddy()
                            .with(TypeValidation.DISABLED)
                            // The bodies of lambdas are synthetic methods.
                            .ignore(none())
                            .redefine(
                                    TypePool.Default.of(locator)
                                            .describe(bug.type())
                                            .resolve(),
                                    locator))
                    .make()
                    .getBytes());
            return planting;
        } catch (ClassNotFoundException | IOException e) {
            throw new IllegalStateException(bug.name() + " cannot be planted", e);
        }
    }

    private void define(byte[] bytes) {
        Instrumentation machine = ByteBuddyAgent.install();
        try {
            machine.redefineClasses(new ClassDefinition(type, bytes));
        } catch (ClassNotFoundException | UnmodifiableClassException e) {
            throw new IllegalStateException(type + " cannot be changed", e);
        }
    }

    void remove() {
        define(original);
    }
}
