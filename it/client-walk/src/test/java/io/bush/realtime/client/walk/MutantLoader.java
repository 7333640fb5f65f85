package io.bush.realtime.client.walk;

import static net.bytebuddy.matcher.ElementMatchers.none;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.scaffold.TypeValidation;
import net.bytebuddy.pool.TypePool;
import org.jspecify.annotations.Nullable;

/**
 * Loads client, core, testkit and walk once more, with a bug planted in one class of the client. Production code
 * knows nothing of it.
 */
final class MutantLoader extends ClassLoader {

    private static final String OURS = "io.bush.realtime.";

    private final @Nullable Mutant mutant;
    private boolean planted;

    /** A loader with a bug; null for the same classes without one. */
    MutantLoader(@Nullable Mutant mutant) {
        super(MutantLoader.class.getClassLoader());
        this.mutant = mutant;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(OURS)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            return known == null ? define(name) : known;
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        byte[] bytes = mutant != null && mutant.type.equals(name) ? plant(mutant) : read(name);
        return defineClass(name, bytes, 0, bytes.length);
    }

    private byte[] plant(Mutant bug) {
        planted = true;
        ClassFileLocator locator = ClassFileLocator.ForClassLoader.of(getParent());
        return bug.plantIn(new ByteBuddy()
                        .with(TypeValidation.DISABLED)
                        // The bodies of lambdas are synthetic methods.
                        .ignore(none())
                        .redefine(
                                TypePool.Default.of(locator).describe(bug.type).resolve(), locator))
                .make()
                .getBytes();
    }

    private byte[] read(String name) throws ClassNotFoundException {
        try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The broken promise of a history in here; null when none. */
    @Nullable
    String broken(long seed) {
        return (String) call("broken", seed);
    }

    /** The fingerprint of a history in here. */
    long fingerprint(long seed) {
        Object hash = call("fingerprint", seed);
        return hash == null ? 0 : (Long) hash;
    }

    boolean planted() {
        return planted;
    }

    private @Nullable Object call(String method, long seed) {
        try {
            Method run = loadClass(Walk.class.getName()).getDeclaredMethod(method, long.class);
            run.setAccessible(true);
            return run.invoke(null, seed);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
