package io.bush.realtime.testkit.history;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Loads all classes of this project once more, so that a history can be told by others: with statics, identity hashes and
 * orders of their own. What it tells has to be the same.
 *
 * <p>Thread safety: as any class loader.
 */
public final class SecondLoader extends ClassLoader {

    private static final String OURS = "io.bush.realtime.";

    /** A loader that has loaded nothing yet. */
    public SecondLoader() {
        super(SecondLoader.class.getClassLoader());
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
        try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = in.readAllBytes();
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Calls a static method of a class as it is in here.
     *
     * @param type the class
     * @param method takes a seed; need not be public
     * @param seed the seed
     * @return what it returns, of a class that both sides have in common
     */
    public @Nullable Object call(Class<?> type, String method, long seed) {
        try {
            Method there = loadClass(type.getName()).getDeclaredMethod(method, long.class);
            there.setAccessible(true);
            return there.invoke(null, seed);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
