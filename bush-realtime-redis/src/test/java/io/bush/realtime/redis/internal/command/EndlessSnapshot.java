package io.bush.realtime.redis.internal.command;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * What a server loads for as long as a test wants: notes that it reads and forgets, through a pipe where its snapshot would
 * be. While a server loads it answers after each 2 MB, and not in between. Thread safety: no state.
 */
final class EndlessSnapshot {

    private static final int NOTE_BYTES = 2_200_000;
    private static final long BETWEEN_NOTES_NANOS = 50_000_000;

    private EndlessSnapshot() {}

    /** Makes one, for a server that is told to load next. */
    static void at(Path file) {
        try {
            Process made = new ProcessBuilder("mkfifo", file.toString())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (made.waitFor() != 0) {
                throw new IllegalStateException("mkfifo: " + said);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
        Thread writer = new Thread(() -> write(file), "endless-snapshot");
        writer.setDaemon(true);
        writer.start();
    }

    /** Lets the server come to the end of it. */
    static void end(Path file) {
        try {
            Files.delete(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Whoever reads has the pipe open, and does not notice when its name is gone. */
    private static void write(Path file) {
        byte[] note = note();
        try (OutputStream pipe = Files.newOutputStream(file)) {
            pipe.write("REDIS0009".getBytes(StandardCharsets.US_ASCII));
            while (Files.exists(file)) {
                pipe.write(note);
                LockSupport.parkNanos(BETWEEN_NOTES_NANOS);
            }
            // The end, and eight zeros for no checksum.
            pipe.write(new byte[] {(byte) 0xFF, 0, 0, 0, 0, 0, 0, 0, 0});
        } catch (IOException gone) {
            // The server is; the test is over.
        }
    }

    /** A remark of whoever made the snapshot: its name of four letters, and a text whose length comes first. */
    private static byte[] note() {
        byte[] head = {
            (byte) 0xFA,
            4,
            'n',
            'o',
            't',
            'e',
            (byte) 0x80,
            (byte) (NOTE_BYTES >>> 24),
            (byte) (NOTE_BYTES >>> 16),
            (byte) (NOTE_BYTES >>> 8),
            (byte) NOTE_BYTES
        };
        byte[] note = Arrays.copyOf(head, head.length + NOTE_BYTES);
        Arrays.fill(note, head.length, note.length, (byte) 'x');
        return note;
    }
}
