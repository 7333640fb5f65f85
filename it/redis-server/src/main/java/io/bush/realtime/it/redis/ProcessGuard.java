package io.bush.realtime.it.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * Ends the servers of this JVM when it ends, however it does. A shutdown hook does not run when a JVM is killed; a
 * shell that reads the numbers of the processes from us sees the end of its input either way.
 */
final class ProcessGuard {

    private static final String SCRIPT = """
            trap '' INT TERM HUP
            pids=' '
            while read -r sign pid; do
              case "$sign" in
                +) pids="$pids$pid " ;;
                -) pids="${pids%% $pid *} ${pids#* $pid }" ;;
              esac
            done
            for pid in $pids; do kill -9 "$pid" 2>/dev/null; done
            """;

    private static final ProcessGuard ONE = new ProcessGuard();

    // Guarded by this.
    private final Writer numbers;

    private ProcessGuard() {
        try {
            Process shell = new ProcessBuilder("sh", "-c", SCRIPT)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            numbers = shell.outputWriter(StandardCharsets.US_ASCII);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** From now on the process ends with this JVM. */
    static void watch(long pid) {
        ONE.tell("+ " + pid);
    }

    /** The process has ended; its number may become another's. */
    static void forget(long pid) {
        ONE.tell("- " + pid);
    }

    private synchronized void tell(String line) {
        try {
            numbers.write(line + "\n");
            numbers.flush();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
