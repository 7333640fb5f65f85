package io.bush.realtime.testkit.history;

import static net.bytebuddy.matcher.ElementMatchers.named;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.implementation.FixedValue;
import net.bytebuddy.implementation.StubMethod;

/**
 * How a class is changed to be wrong. It may change the bodies of methods and nothing else, because the class is in use.
 *
 * <p>Thread safety: without state.
 */
@FunctionalInterface
public interface Plant {

    /**
     * Changes a class.
     *
     * @param original the class
     * @return the same, and wrong
     */
    DynamicType.Builder<?> in(DynamicType.Builder<?> original);

    /**
     * Changes it in one more way.
     *
     * @param other done afterwards
     * @return both
     */
    default Plant and(Plant other) {
        return original -> other.in(in(original));
    }

    /**
     * Does nothing where something has to be done.
     *
     * @param method every method of that name
     * @return the plant
     */
    static Plant omit(String method) {
        return type -> type.method(named(method)).intercept(StubMethod.INSTANCE);
    }

    /**
     * Answers always the same.
     *
     * @param method every method of that name
     * @param value a constant of the type that the method returns
     * @return the plant
     */
    static Plant answer(String method, Object value) {
        return type -> type.method(named(method)).intercept(FixedValue.value(value));
    }

    /**
     * Does something else before or after.
     *
     * @param method every method of that name
     * @param advice a class with the code that is copied into them
     * @return the plant
     */
    static Plant advise(String method, Class<?> advice) {
        return type -> type.visit(Advice.to(advice).on(named(method)));
    }
}
