package io.bush.examples.desk.api;

/** Who works at a desk. Thread safety: immutable. */
public sealed interface Account {

    /**
     * Somebody who says a name: the demo gives everybody a token for one.
     *
     * @param user the name
     */
    record Named(String user) implements Account {}

    /**
     * Somebody who has a token.
     *
     * @param token shown to nobody
     */
    record Holder(String token) implements Account {
        @Override
        public String toString() {
            return "Holder[token=…]";
        }
    }
}
