package io.bush.realtime.call;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Everything clients can call on a node, by name (contract §2, {@code call}). Thread safety: immutable.
 */
public final class Calls {

    private static final Pattern METHOD = Pattern.compile("[a-z0-9_]+(\\.[a-z0-9_]+)*");
    private static final int MAX_METHOD = 64;
    private static final Calls NONE = new Calls(Map.of());

    private final Map<String, Registration<?>> byMethod;

    private Calls(Map<String, Registration<?>> byMethod) {
        this.byMethod = byMethod;
    }

    /**
     * One method.
     *
     * @param method its name
     * @param params what its parameters are read into
     * @param handler who does it
     * @param <P> what its parameters are read into
     */
    public record Registration<P>(String method, Class<P> params, CallHandler<P> handler) {

        /** Refuses names outside the grammar and absent parts. */
        public Registration {
            if (method.length() > MAX_METHOD || !METHOD.matcher(method).matches()) {
                throw new IllegalArgumentException(
                        "method is \"" + method + "\", allowed: " + METHOD + " of at most " + MAX_METHOD);
            }
            Objects.requireNonNull(params, "params");
            Objects.requireNonNull(handler, "handler");
        }
    }

    /**
     * Returns the registry in which nothing can be called.
     *
     * @return an empty registry
     */
    public static Calls none() {
        return NONE;
    }

    /**
     * Returns this with one more method.
     *
     * @param method its name: parts of {@code [a-z0-9_]} with dots between them, at most 64 characters
     * @param params what the node's mapper reads the parameters into, best a record; fields it does not know are ignored,
     *     primitives that are missing are refused
     * @param handler who does it
     * @param <P> what its parameters are read into
     * @return the larger registry
     * @throws IllegalArgumentException when the name does not fit, or is taken
     */
    public <P> Calls with(String method, Class<P> params, CallHandler<P> handler) {
        Map<String, Registration<?>> more = new LinkedHashMap<>(byMethod);
        if (more.putIfAbsent(method, new Registration<>(method, params, handler)) != null) {
            throw new IllegalArgumentException("method \"" + method + "\" is registered twice");
        }
        return new Calls(more);
    }

    /**
     * Finds a method.
     *
     * @param method its name, as a client sent it
     * @return the method, if it is registered
     */
    public Optional<Registration<?>> find(String method) {
        return Optional.ofNullable(byMethod.get(method));
    }

    /**
     * Lists the methods.
     *
     * @return their names in the order of registration
     */
    public List<String> methods() {
        return new ArrayList<>(byMethod.keySet());
    }
}
