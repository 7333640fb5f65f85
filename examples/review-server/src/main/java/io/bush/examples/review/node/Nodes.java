package io.bush.examples.review.node;

import io.bush.examples.review.StartFailure;
import io.bush.examples.review.store.OwnerOnly;
import io.bush.examples.review.store.ProcessLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The processes that work in a data directory, each under a name of its own. Who works holds the lock of its name; so the
 * others know at once, and for certain, when it is gone. Thread safety: any thread.
 */
public final class Nodes implements AutoCloseable {

    private static final String LOCK = ".lock";
    /** Held by a process that shares the directory with nobody. No node has this name. */
    private static final String ALONE = "+alone" + LOCK;
    /** A node that takes over what this one left behind holds its lock for a moment. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Path directory;
    private final String name;
    private final ProcessLock mine;
    private final @Nullable ProcessLock alone;

    private Nodes(Path directory, String name, ProcessLock mine, @Nullable ProcessLock alone) {
        this.directory = directory;
        this.name = name;
        this.mine = mine;
        this.alone = alone;
    }

    /**
     * Joins the others of a data directory.
     *
     * @param data the directory
     * @param name this process's name
     * @return a member until it is closed
     * @throws StartFailure when the name is taken, or a process works in the directory that shares it with nobody
     */
    public static Nodes join(Path data, String name) {
        try {
            Path directory = directory(data);
            ProcessLock alone = ProcessLock.tryTake(directory.resolve(ALONE));
            if (alone == null) {
                throw new StartFailure(
                        "--data is " + data + ", but a process that was started without --redis works in it:"
                                + " stop it, or name another directory");
            }
            alone.close();
            ProcessLock mine = ProcessLock.await(directory.resolve(name + LOCK), PATIENCE);
            if (mine == null) {
                throw new StartFailure("--node-id is " + name + ", but another process of this name works in " + data
                        + ", allowed: a name of its own for each");
            }
            return new Nodes(directory, name, mine, null);
        } catch (IOException e) {
            throw failed(data, e);
        }
    }

    /**
     * Takes a data directory for this process alone.
     *
     * @param data the directory
     * @param name this process's name
     * @return the only member until it is closed
     * @throws StartFailure when another process works in the directory
     */
    public static Nodes alone(Path data, String name) {
        try {
            Path directory = directory(data);
            ProcessLock alone = ProcessLock.tryTake(directory.resolve(ALONE));
            boolean others = alone == null
                    || !new Nodes(directory, "", alone, null).living().isEmpty();
            ProcessLock mine = others ? null : ProcessLock.await(directory.resolve(name + LOCK), PATIENCE);
            if (alone == null || mine == null) {
                close(alone);
                throw new StartFailure("--data is " + data + ", but another process works in it: stop it, name another"
                        + " directory, or start both with --redis");
            }
            return new Nodes(directory, name, mine, alone);
        } catch (IOException e) {
            throw failed(data, e);
        }
    }

    private static Path directory(Path data) throws IOException {
        Path directory = data.resolve("nodes");
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory, OwnerOnly.directory(directory));
        }
        return directory;
    }

    private static StartFailure failed(Path data, IOException e) {
        return new StartFailure("--data is " + data + ", but files in it cannot be locked: " + e, e);
    }

    /** Returns this process's name. */
    public String name() {
        return name;
    }

    /** Returns the names of the others that work now. */
    public List<String> living() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(LOCK) && !file.equals(ALONE))
                    .map(file -> file.substring(0, file.length() - LOCK.length()))
                    .filter(node -> !node.equals(name) && !isGone(node, () -> {}))
                    .sorted()
                    .toList();
        }
    }

    /**
     * Does something if another node is gone; until it is done none of this name can start.
     *
     * @param node its name
     * @param then what to do
     * @return false when the node works
     */
    public boolean isGone(String node, Runnable then) {
        if (node.equals(name)) {
            return false;
        }
        try {
            ProcessLock lock = ProcessLock.tryTake(directory.resolve(node + LOCK));
            if (lock == null) {
                return false;
            }
            try {
                then.run();
            } finally {
                lock.close();
            }
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(@Nullable ProcessLock lock) throws IOException {
        if (lock != null) {
            lock.close();
        }
    }

    @Override
    public void close() throws IOException {
        mine.close();
        close(alone);
    }
}
