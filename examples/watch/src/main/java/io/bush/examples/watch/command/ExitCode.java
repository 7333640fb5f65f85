package io.bush.examples.watch.command;

/** What the process ends with; scripts rely on it. */
public final class ExitCode {

    /** As asked: interrupted, or after the wanted time or number of events. */
    public static final int OK = 0;
    /** An option or a channel is wrong. */
    public static final int USAGE = 2;
    /** No connection: unreachable, refused, not authenticated, or lost. */
    public static final int CONNECTION = 3;
    /** The server rejected or revoked every subscription. */
    public static final int NOTHING_LEFT = 4;
    /** The time was up before the wanted number of events had come. */
    public static final int TOO_FEW = 5;

    private ExitCode() {}
}
