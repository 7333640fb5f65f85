package io.bush.realtime.jakarta;

/** Holds the package's place until its first real type arrives. */
public final class Placeholder {
    private Placeholder() {}
}
