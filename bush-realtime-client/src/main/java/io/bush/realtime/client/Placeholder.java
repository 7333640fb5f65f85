package io.bush.realtime.client;

/** Holds the package's place until its first real type arrives. */
public final class Placeholder {
    private Placeholder() {}
}
