package io.bush.examples.review.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A file that one process at a time can hold. The lock is the operating system's: it ends with its process, however that
 * ends, at once, so that whoever gets it knows that the former holder is no more. Thread safety: any thread.
 */
public final class ProcessLock implements AutoCloseable {

    private static final long LOOK_AGAIN_MILLIS = 10;

    /**
     * What this process holds. Asked before a file is opened, because on POSIX closing any channel of a file gives up the
     * process's lock on it.
     */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;
    private final FileLock lock;

    private ProcessLock(Path file, FileChannel channel, FileLock lock) {
        this.file = file;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Takes a lock when nobody holds it.
     *
     * @param file the file; made when it is not there, in a directory that is
     * @return the lock, or null when somebody holds it, in this process or another
     * @throws IOException when the file cannot be made or locked at all
     */
    public static @Nullable ProcessLock tryTake(Path file) throws IOException {
        Path path = file.toAbsolutePath().normalize();
        if (!HELD_HERE.add(path)) {
            return null;
        }
        FileChannel channel = null;
        FileLock lock = null;
        try {
            channel = FileChannel.open(
                    path, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), OwnerOnly.file(path));
            lock = lock(channel);
            return lock == null ? null : new ProcessLock(path, channel, lock);
        } finally {
            if (lock == null) {
                close(channel);
                HELD_HERE.remove(path);
            }
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Another class loader of this process holds it.
            return null;
        }
    }

    private static void close(@Nullable FileChannel channel) throws IOException {
        if (channel != null) {
            channel.close();
        }
    }

    /**
     * Takes a lock, and waits for it.
     *
     * @param file the file
     * @param patience how long to wait
     * @return the lock, or null when it was held all the time
     * @throws IOException when the file cannot be made or locked at all, or the thread is interrupted
     */
    public static @Nullable ProcessLock await(Path file, Duration patience) throws IOException {
        long start = System.nanoTime();
        while (true) {
            ProcessLock lock = tryTake(file);
            if (lock != null || System.nanoTime() - start > patience.toNanos()) {
                return lock;
            }
            pause(LOOK_AGAIN_MILLIS);
        }
    }

    /** Waits a moment: other processes cannot wake us. */
    static void pause(long millis) throws IOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for another process", e);
        }
    }

    /** Gives the lock back; the file stays. */
    @Override
    public void close() throws IOException {
        try {
            lock.release();
        } finally {
            channel.close();
            HELD_HERE.remove(file);
        }
    }
}
