package io.bush.examples.review.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.h2.api.ErrorCode;
import org.h2.tools.Server;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database file of a data directory in which several processes of this machine work. H2 lets one process open it; that
 * one holds a lock, and serves the others over the loopback interface. When it is gone, whoever needs the database next
 * gets the lock, opens the file and serves it.
 *
 * <p>H2 has a mode that does the same (AUTO_SERVER). It took 4 to 6 seconds until another process had taken over, and it
 * closes the database as soon as the JVM is told to stop, while requests are still to be finished. Thread safety: any
 * thread.
 */
final class SharedFile implements Connections.Source {

    private static final Logger LOG = LoggerFactory.getLogger(SharedFile.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long LOOK_AGAIN_MILLIS = 20;

    static {
        // Asked by H2 when it is used for the first time.
        System.setProperty("h2.bindAddress", "127.0.0.1");
    }

    private final Path directory;
    private final Path address;
    /** What this process serves; null while another one does. Guarded by this. */
    private @Nullable Serving serving;
    /** Guarded by this. */
    private boolean closed;

    SharedFile(Path directory) {
        this.directory = directory;
        this.address = directory.resolve("review.served");
    }

    /**
     * What the process with the file open holds.
     *
     * @param lock says that it is the one
     * @param open keeps the database open between requests
     * @param server serves the others
     */
    private record Serving(ProcessLock lock, Connection open, Server server) {}

    @Override
    public Connection open() throws SQLException {
        long start = System.nanoTime();
        while (true) {
            try {
                return connect();
            } catch (SQLException e) {
                boolean hopeless = e.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1;
                if (hopeless || System.nanoTime() - start > PATIENCE.toNanos()) {
                    throw e;
                }
                LOG.debug("the database is not served just now", e);
            }
            pause();
        }
    }

    private Connection connect() throws SQLException {
        if (serves()) {
            return DatabaseUrl.embedded(directory).connect();
        }
        try {
            String[] found = Files.readString(address).split(" ", 2);
            return DatabaseUrl.servedBy(found[0], found.length < 2 ? "" : found[1])
                    .connect();
        } catch (IOException e) {
            throw new SQLException("nobody serves the database", "08000", e);
        }
    }

    /** Tells whether this process has the file open; opens it when nobody has. */
    private synchronized boolean serves() throws SQLException {
        if (closed) {
            throw new SQLException("the database is closed", "08000");
        }
        if (serving == null) {
            try {
                ProcessLock lock = ProcessLock.tryTake(directory.resolve("review.lock"));
                serving = lock == null ? null : serve(lock);
            } catch (IOException e) {
                throw new SQLException("the database's lock cannot be asked for", "08000", e);
            }
        }
        return serving != null;
    }

    private Serving serve(ProcessLock lock) throws SQLException, IOException {
        Connection open = null;
        Server server = null;
        try {
            CrashedFile.mend(directory);
            open = DatabaseUrl.embedded(directory).connect();
            String key = Ids.next("review");
            server = Server.createTcpServer("-tcpPort", "0", "-tcpDaemon", "-key", key, DatabaseUrl.file(directory));
            server.start();
            tell("127.0.0.1:" + server.getPort() + " " + key);
            LOG.info("this process has the database open and serves it to the others");
            return new Serving(lock, open, server);
        } catch (SQLException | IOException | RuntimeException e) {
            stop(open, server);
            lock.close();
            throw e;
        }
    }

    /** Half of an address is never read. */
    private void tell(String where) throws IOException {
        FileAttribute<?>[] mine = OwnerOnly.file(address);
        Path draft = Files.createTempFile(directory, "served", ".draft", mine);
        Files.write(draft, where.getBytes(StandardCharsets.UTF_8));
        Files.move(draft, address, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void pause() throws SQLException {
        try {
            ProcessLock.pause(LOOK_AGAIN_MILLIS);
        } catch (IOException e) {
            throw new SQLException("interrupted while waiting for the database", "08000", e);
        }
    }

    private static void stop(@Nullable Connection open, @Nullable Server server) {
        try {
            if (server != null) {
                server.stop();
            }
            if (open != null) {
                try (Statement statement = open.createStatement()) {
                    statement.execute("shutdown");
                }
            }
        } catch (SQLException e) {
            LOG.warn("the database does not close", e);
        }
    }

    /** Closes the file when it is this process that has it open, and lets the next one have it. */
    @Override
    public synchronized void close() {
        closed = true;
        if (serving == null) {
            return;
        }
        stop(serving.open(), serving.server());
        try {
            serving.lock().close();
        } catch (IOException e) {
            throw new StoreException("the database's lock is not given back", e);
        }
        serving = null;
    }
}
